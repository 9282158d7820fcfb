// HTTP routes of files: upload, what one is, download.

import { Type } from 'typebox'
import { Bool, ById, Choice, DateTime, Id, Lat, Lng, Nullable, Obj, Optional, Text, Whole, contract } from '#kernel/module'

export const Size = Choice('display', 'thumb', 'original')
export const Info = Obj({
  id: Id,
  name: Type.String(),
  type: Type.String(),
  size: Whole(0),
  purpose: Type.String(),
  image: Bool,
  width: Nullable(Whole(1)),
  height: Nullable(Whole(1)),
  takenAt: Nullable(DateTime),
  position: Nullable(Obj({ lng: Lng, lat: Lat })),
  scan: Choice('unscanned', 'waiting', 'clean', 'infected'),
  createdAt: DateTime,
})

export default contract({
  'POST /files/files': {
    may: 'signed-in',
    summary: {
      zh: '上传一个文件（multipart，字段 file，可带 purpose）',
      en: 'Upload one file (multipart field file, optional purpose)',
    },
    body: Obj({ purpose: Optional(Text(40)) }),
    reply: Info,
    status: 201,
  },
  'GET /files/:id': {
    may: 'public',
    summary: {
      zh: '下载文件；图片默认给出去除拍摄信息的展示图',
      en: 'Download; pictures come without what the camera recorded unless size=original',
    },
    params: ById,
    query: Obj({ size: Optional(Size), until: Optional(Whole(0)), sig: Optional(Text(64)), download: Optional(Bool) }),
  },
  'GET /files/:id/info': { may: 'public', summary: { zh: '文件信息', en: 'What a file is' }, params: ById, reply: Info },
})
