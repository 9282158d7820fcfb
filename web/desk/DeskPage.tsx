// The workbench's home: my to-do list by what is most pressing, what is late, notifications, and quick ways in.

import { BellOutlined, ClockCircleOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { Link } from 'react-router'
import { useFormat, useName, useT } from '../i18n.ts'
import { useTitle } from '../list/PageHead.tsx'
import { Empty } from '../list/States.tsx'
import { useMeta, useSession } from '../session.ts'
import { useTodoCount } from '../shell/data.ts'
import { icons, sign } from '../shell/icons.tsx'
import { useBranches } from '../shell/menu.ts'
import { NoticeList } from '../shell/Notices.tsx'
import { TodoList, type TodoView } from './TodoList.tsx'

export default function DeskPage() {
  const t = useT()
  const format = useFormat()
  const { user } = useSession()
  const [view, setView] = useState<TodoView>('all')
  const count = useTodoCount().data
  useTitle(t('shell.desk'))
  return (
    <div className="page home">
      <header className="home-head">
        <div>
          <h1>{t(`shell.home.hello.${partOfDay()}`, { name: user?.name ?? '' })}</h1>
          <p className="quiet">
            {format.day(new Date())}
            {user?.orgName && <> · {user.orgName}</>}
            {user?.posts?.[0] && <> · {user.posts.map((post) => post.name).join('、')}</>}
          </p>
        </div>
        <div className="home-counts" role="group" aria-label={t('shell.todo')}>
          <Count label={t('shell.todo')} value={count?.total} on={view === 'all'} pick={() => setView('all')} />
          <Count
            label={t('shell.todo.overdue')}
            value={count?.overdue}
            late
            on={view === 'overdue'}
            pick={() => setView('overdue')}
          />
        </div>
      </header>
      <div className="home-body">
        <TodoList view={view} setView={setView} />
        <div className="home-side">
          <section className="panel">
            <h2>
              <ThunderboltOutlined aria-hidden /> {t('shell.home.entries')}
            </h2>
            <QuickEntries />
          </section>
          <section className="panel">
            <h2>
              <BellOutlined aria-hidden /> {t('shell.notices')}
            </h2>
            <NoticeList unread={false} size={6} />
          </section>
          {count && count.bySystem.length > 0 && (
            <section className="panel">
              <h2>
                <ClockCircleOutlined aria-hidden /> {t('shell.home.bySystem')}
              </h2>
              <BySystem counts={count.bySystem} />
            </section>
          )}
        </div>
      </div>
    </div>
  )
}

function partOfDay(): 'morning' | 'afternoon' | 'evening' {
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Shanghai' }).format(new Date()),
  )
  return hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
}

function Count({
  label,
  value,
  late,
  on,
  pick,
}: {
  label: string
  value?: number
  late?: boolean
  on: boolean
  pick: () => void
}) {
  const format = useFormat()
  return (
    <button type="button" className={`home-count ${late && value ? 'home-count-late' : ''}`} aria-pressed={on} onClick={pick}>
      <span className="home-count-label">{label}</span>
      <span className="home-count-value num">{value === undefined ? '–' : format.number(value)}</span>
    </button>
  )
}

function QuickEntries() {
  const t = useT()
  const branches = useBranches('desk')
  // One page per module first, so that the tiles show the breadth of what one may do.
  const leaves = [...branches.map((b) => b.leaves[0]!), ...branches.flatMap((b) => b.leaves.slice(1))].slice(0, 8)
  if (leaves.length === 0) return <Empty small text={t('shell.home.noEntries')} />
  return (
    <ul className="quick">
      {leaves.map((leaf) => (
        <li key={leaf.page}>
          <Link to={leaf.page}>
            {icons[leaf.icon ?? ''] ?? sign(leaf.label)}
            <span>
              {leaf.label}
              {leaf.pillar !== 'kernel' && leaf.moduleName !== leaf.label && <small>{leaf.moduleName}</small>}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function BySystem({ counts }: { counts: { system: string; total: number; overdue: number }[] }) {
  const t = useT()
  const name = useName()
  const format = useFormat()
  const modules = useMeta().modules
  const most = Math.max(...counts.map((one) => one.total), 1)
  return (
    <ul className="by-system">
      {[...counts]
        .sort((a, b) => b.total - a.total)
        .map(({ system, total, overdue }) => (
          <li key={system}>
            <span>{name(modules.find((m) => m.id === system)?.name) || system}</span>
            <span className="by-system-bar" style={{ inlineSize: `${(total / most) * 100}%` }} />
            <span className="num">
              {overdue > 0 && <span className="due-late">{t('shell.todo.late', { count: overdue })}</span>} {format.number(total)}
            </span>
          </li>
        ))}
    </ul>
  )
}
