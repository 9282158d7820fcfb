// The heading that every page begins with, and the padding that every page has.

import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useEffect, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useT } from '../i18n.ts'
import { useSession } from '../session.ts'
import { useName } from '../i18n.ts'

type Head = {
  title: ReactNode
  /** For the browser's tab, when `title` is not plain text. */
  plain?: string
  /** Beside the title: a number, tags. */
  sub?: ReactNode
  /** Buttons at the right; the main one last. */
  actions?: ReactNode
  /** Path to go back to; true goes back in history. */
  back?: string | true
  tabs?: { key: string; label: ReactNode }[]
  tab?: string
  onTab?: (key: string) => void
}

export function PageHead({ title, plain, sub, actions, back, tabs, tab, onTab }: Head) {
  const t = useT()
  const go = useNavigate()
  useTitle(plain ?? (typeof title === 'string' ? title : ''))
  return (
    <header className={tabs ? 'page-head with-tabs' : 'page-head'}>
      <div className="page-head-row">
        {back && (
          <Button
            type="text"
            icon={<ArrowLeftOutlined />}
            aria-label={t('shell.back')}
            onClick={() => (back === true ? void go(-1) : void go(back))}
          />
        )}
        <h1>{title}</h1>
        {sub && <div className="page-head-sub">{sub}</div>}
        {actions && <div className="page-head-actions">{actions}</div>}
      </div>
      {tabs && <Tabs activeKey={tab} onChange={onTab} items={tabs} />}
    </header>
  )
}

/** Sets the title of the browser's tab: page · city. */
export function useTitle(page: string): void {
  const name = useName()
  const city = name(useSession().city.name)
  useEffect(() => {
    document.title = page ? `${page} · ${city}` : city
  }, [page, city])
}

/** A page's body below its head; `narrow` for forms and reading. */
export function Page({ children, narrow }: { children: ReactNode; narrow?: boolean }) {
  return <div className={narrow ? 'page page-narrow' : 'page'}>{children}</div>
}
