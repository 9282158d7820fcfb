// Files: taken in by what they are, kept by their hash, shown without what the camera recorded.

import { module } from '#kernel/module'
import contract from './contract.ts'
import { makeSecret } from './server/files.ts'
import routes, { doors } from './server/routes.ts'
import { cleanUp, scanBlob } from './server/upkeep.ts'

export default module({
  id: 'files',
  name: { zh: '文件', en: 'Files' },
  pillar: 'kernel',
  schema: 'files',
  permissions: {
    'files.file.read': { zh: '查看所有文件', en: 'View all files' },
    'files.original.read': {
      zh: '下载照片原件（含拍摄信息）',
      en: 'Download originals of photos, with what the camera recorded',
    },
  },
  contract,
  routes,
  doors,
  jobs: {
    'files.clean_up': { cron: '35 * * * *', run: (ctx) => cleanUp(ctx) },
    'files.scan': { outside: scanBlob, retries: 20 },
  },
  seed: makeSecret,
})
