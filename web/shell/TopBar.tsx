// The top bar: where one is (desk, wall, administration), search, to-do count, notifications, language, and the person.

import {
  BellOutlined,
  CarryOutOutlined,
  GlobalOutlined,
  KeyOutlined,
  LogoutOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  UserOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons'
import { App, Badge, Button, Dropdown, Popover, Tag, Tooltip, type MenuProps } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { setLang, useLang, useProblemText, useT } from '../i18n.ts'
import { actFor, signOut, useSession } from '../session.ts'
import { useGivers, useInbox, useTodoCount } from './data.ts'
import { useBranches } from './menu.ts'
import { useNarrow } from './narrow.ts'
import { Notices } from './Notices.tsx'
import { pages } from './pages.ts'

export function TopBar({ menu, onSearch, onKeys }: { menu?: ReactNode; onSearch: () => void; onKeys: () => void }) {
  const t = useT()
  const narrow = useNarrow()
  const count = useTodoCount().data
  return (
    <header className="top">
      {menu}
      <Places />
      <button type="button" className="top-search" onClick={onSearch} aria-label={narrow ? t('shell.palette') : undefined}>
        <SearchOutlined aria-hidden />
        {!narrow && (
          <>
            <span>{t('shell.palette.hint')}</span>
            <kbd>Ctrl K</kbd>
          </>
        )}
      </button>
      <span className="top-room" />
      <Tooltip title={count ? t('shell.todo.tip', { total: count.total, overdue: count.overdue }) : t('shell.todo')}>
        <Link to="/" className="top-icon" aria-label={t('shell.todo.count', { total: count?.total ?? 0 })}>
          <Badge count={count?.total ?? 0} overflowCount={999} size="small" color={count?.overdue ? undefined : '#5b6875'}>
            <CarryOutOutlined />
          </Badge>
        </Link>
      </Tooltip>
      <Bell />
      {!narrow && (
        <>
          <LangSwitch />
          <Tooltip title={t('shell.keys.overlay')}>
            <Button type="text" icon={<QuestionCircleOutlined />} aria-label={t('shell.keys.overlay')} onClick={onKeys} />
          </Tooltip>
        </>
      )}
      <Person />
    </header>
  )
}

function Places() {
  const t = useT()
  const path = useLocation().pathname
  const admin = useBranches('admin')
  const inAdmin = path === '/admin' || path.startsWith('/admin/')
  return (
    <nav className="places" aria-label={t('shell.places')}>
      <Link to="/" aria-current={inAdmin ? undefined : 'page'}>
        {t('shell.desk')}
      </Link>
      <Link to="/command">{t('shell.command')}</Link>
      {admin.length > 0 && (
        <Link to="/admin" aria-current={inAdmin ? 'page' : undefined}>
          {t('shell.admin')}
        </Link>
      )}
    </nav>
  )
}

function Bell() {
  const t = useT()
  const [open, setOpen] = useState(false)
  const inbox = useInbox({ unread: true, size: 1 })
  const count = inbox.data?.total ?? 0
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={<Notices close={() => setOpen(false)} />}
      classNames={{ root: 'bell-panel' }}
    >
      <Button
        type="text"
        aria-label={t('shell.notices.count', { count })}
        icon={
          <Badge count={count} overflowCount={99} size="small">
            <BellOutlined />
          </Badge>
        }
      />
    </Popover>
  )
}

const languages = { zh: '中文', en: 'English' }

/** 中 | EN */
export function LangSwitch({ text }: { text?: boolean }) {
  const lang = useLang()
  const other = lang === 'zh' ? 'en' : 'zh'
  const label = languages[other]
  return (
    <Button
      type="text"
      icon={<GlobalOutlined />}
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => void setLang(other)}
      aria-label={text ? undefined : `${other === 'zh' ? '' : 'EN '}${label}`}
    >
      {text ? label : other === 'zh' ? '中文' : 'EN'}
    </Button>
  )
}

function Person() {
  const t = useT()
  const lang = useLang()
  const go = useNavigate()
  const narrow = useNarrow()
  const say = useProblemText()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const givers = useGivers(open)
  const { user, version } = useSession()
  if (!user) return null
  const behalf = user.onBehalfOf
  const act = async (id: string | null) => {
    try {
      await actFor(id)
      void go('/')
    } catch (error) {
      message.error(say(error))
    }
  }
  const posts = user.posts.map((post) => ({
    key: post.id,
    disabled: true,
    label: (
      <span className="person-post">
        {post.name}
        {post.orgName && post.orgName !== user.orgName && <small>{post.orgName}</small>}
      </span>
    ),
  }))
  const other = lang === 'zh' ? 'en' : 'zh'
  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: (
        <div className="person-card">
          <strong>{user.name}</strong>
          <span>{user.orgName}</span>
        </div>
      ),
      children: posts,
    },
    { type: 'divider' },
    ...(behalf
      ? [
          {
            key: 'self',
            icon: <UserSwitchOutlined />,
            label: t('shell.behalf.end', { name: behalf.name }),
            onClick: () => void act(null),
          },
        ]
      : []),
    ...givers
      .filter((one) => one.id !== behalf?.id)
      .map((one) => ({
        key: one.id,
        icon: <UserSwitchOutlined />,
        label: t('shell.behalf', { name: one.name }),
        onClick: () => void act(one.id),
      })),
    ...('/me' in pages
      ? [{ key: 'me', icon: <KeyOutlined />, label: t('shell.person.sessions'), onClick: () => void go('/me') }]
      : []),
    ...(narrow ? [{ key: 'lang', icon: <GlobalOutlined />, label: languages[other], onClick: () => void setLang(other) }] : []),
    { key: 'out', icon: <LogoutOutlined />, label: t('shell.signOut'), onClick: () => void signOut() },
    { type: 'divider' },
    { key: 'version', disabled: true, label: <small>{t('shell.version', { version })}</small> },
  ]
  return (
    <>
      {behalf && <Tag color="warning">{t('shell.behalf', { name: behalf.name })}</Tag>}
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        open={open}
        onOpenChange={setOpen}
        menu={{ className: 'person-menu', items }}
      >
        <button type="button" className="person" aria-label={narrow ? t('shell.person', { name: user.name }) : undefined}>
          <span className="person-face" aria-hidden>
            {user.name ? [...user.name][0] : <UserOutlined />}
          </span>
          {!narrow && (
            <span className="person-name">
              <span>{user.name}</span>
              <small>{user.orgName}</small>
            </span>
          )}
        </button>
      </Dropdown>
    </>
  )
}
