// The newest notifications: what happened, when, and where it leads; opening one marks it read.

import { Segmented } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useFormat, useT } from '../i18n.ts'
import { Empty, Failed, Loading } from '../list/States.tsx'
import { markRead, useInbox, type Notice } from './data.ts'

export function Notices({ close }: { close?: () => void }) {
  const t = useT()
  const [only, setOnly] = useState<'unread' | 'all'>('unread')
  return (
    <div className="notices">
      <div className="notices-head">
        <strong>{t('shell.notices')}</strong>
        <Segmented
          size="small"
          value={only}
          onChange={setOnly}
          options={[
            { value: 'unread', label: t('shell.notices.unread') },
            { value: 'all', label: t('shell.notices.all') },
          ]}
        />
      </div>
      <NoticeList unread={only === 'unread'} close={close} />
    </div>
  )
}

export function NoticeList({ unread, size = 8, close }: { unread: boolean; size?: number; close?: () => void }) {
  const t = useT()
  const format = useFormat()
  const go = useNavigate()
  const inbox = useInbox({ size, ...(unread ? { unread: true } : {}) })
  if (inbox.isPending) return <Loading rows={3} />
  if (inbox.isError) return <Failed small error={inbox.error} retry={() => void inbox.refetch()} />
  if (inbox.data.items.length === 0) return <Empty small text={t(unread ? 'shell.notices.none' : 'shell.empty')} />
  const open = (notice: Notice) => {
    if (!notice.readAt) markRead(notice.id).catch(() => {})
    close?.()
    if (notice.link) void go(notice.link.replace(/^\/desk(?=\/|$)/, '') || '/')
  }
  return (
    <ul className="notice-list">
      {inbox.data.items.map((notice) => (
        <li key={notice.id}>
          <button type="button" className={notice.readAt ? 'notice' : 'notice notice-new'} onClick={() => open(notice)}>
            <span className="notice-title">
              {!notice.readAt && <span className="sr-only">{t('shell.notices.unread')} </span>}
              {notice.title}
            </span>
            {notice.body && <span className="notice-body">{notice.body}</span>}
            <time className="notice-at">{format.ago(notice.at)}</time>
          </button>
        </li>
      ))}
    </ul>
  )
}
