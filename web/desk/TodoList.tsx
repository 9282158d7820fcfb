// My to-do list across all systems, most pressing first; whole by keyboard.

import { Button, Input, Pagination, Segmented, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { Due, FlagTags, useNow } from '../detail/Due.tsx'
import { dueState } from '../format.ts'
import { useFormat, useName, useT } from '../i18n.ts'
import { useKeys } from '../keys.ts'
import { Empty, Failed, Loading } from '../list/States.tsx'
import { useMeta } from '../session.ts'
import { useTodo, useTodoCount, type Todo } from '../shell/data.ts'

export type TodoView = 'all' | 'overdue'
const size = 20

export function TodoList({ view, setView }: { view: TodoView; setView: (view: TodoView) => void }) {
  const t = useT()
  const name = useName()
  const go = useNavigate()
  const now = useNow()
  const [q, setQ] = useState('')
  const [typed, setTyped] = useState('')
  const [system, setSystem] = useState<string>()
  const [page, setPage] = useState(1)
  const [at, setAt] = useState(-1)
  const list = useRef<HTMLOListElement>(null)
  const count = useTodoCount().data
  const modules = useMeta().modules
  const answer = useTodo({ page, size, q, system, ...(view === 'overdue' ? { overdue: true } : {}) })
  const items = answer.data?.items ?? []
  useEffect(() => (setPage(1), setAt(-1)), [q, system, view])

  const move = (step: number) => {
    const next = Math.max(0, Math.min(items.length - 1, at + step))
    setAt(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  useKeys(t('shell.todo'), [
    { key: 'j', label: t('shell.keys.next'), run: () => move(1) },
    { key: 'k', label: t('shell.keys.previous'), run: () => move(-1) },
    { key: 'Enter', label: t('shell.keys.open'), run: () => items[at] && void go(items[at].page) },
    {
      key: '/',
      label: t('shell.keys.search'),
      run: () => document.querySelector<HTMLInputElement>('#todo-search input, input#todo-search')?.focus(),
    },
    { key: 'r', label: t('shell.keys.refresh'), run: () => void answer.refetch() },
  ])

  const filtered = Boolean(q || system || view === 'overdue')
  const clear = () => {
    setQ('')
    setTyped('')
    setSystem(undefined)
    setView('all')
  }
  return (
    <section className="panel panel-flush todo" aria-label={t('shell.todo')} aria-busy={answer.isFetching}>
      <div className="todo-bar">
        <h2>{t('shell.todo')}</h2>
        <Segmented<TodoView>
          value={view}
          onChange={setView}
          options={[
            { value: 'all', label: t('shell.list.all') },
            { value: 'overdue', label: t('shell.todo.overdue') },
          ]}
        />
        <Select
          allowClear
          className="todo-system"
          placeholder={t('shell.todo.system')}
          aria-label={t('shell.todo.system')}
          value={system}
          onChange={setSystem}
          options={(count?.bySystem ?? []).map(({ system: id }) => ({
            value: id,
            label: name(modules.find((m) => m.id === id)?.name) || id,
          }))}
        />
        <Input.Search
          id="todo-search"
          className="todo-search"
          allowClear
          placeholder={t('shell.todo.search')}
          aria-label={t('shell.todo.search')}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
          onSearch={(value, event) => !(event?.nativeEvent as KeyboardEvent | undefined)?.isComposing && setQ(value.trim())}
        />
      </div>
      {answer.isPending ? (
        <Loading rows={8} />
      ) : answer.isError && !answer.data ? (
        <Failed error={answer.error} retry={() => void answer.refetch()} />
      ) : items.length === 0 ? (
        <Empty
          text={t(filtered ? 'shell.list.none' : 'shell.todo.done')}
          hint={t(filtered ? 'shell.list.noneHint' : 'shell.todo.doneHint')}
          action={filtered ? <Button onClick={clear}>{t('shell.list.clear')}</Button> : undefined}
        />
      ) : (
        <ol className="todo-list" ref={list}>
          {items.map((todo, i) => (
            <Row
              key={todo.taskId}
              todo={todo}
              now={now}
              on={i === at}
              system={name(modules.find((m) => m.id === todo.system)?.name)}
            />
          ))}
        </ol>
      )}
      {answer.data && answer.data.total > size && (
        <Pagination
          className="list-pages"
          size="small"
          current={page}
          pageSize={size}
          total={answer.data.total}
          showSizeChanger={false}
          onChange={setPage}
        />
      )}
    </section>
  )
}

function Row({ todo, now, on, system }: { todo: Todo; now: Date; on: boolean; system: string }) {
  const name = useName()
  const format = useFormat()
  const t = useT()
  const { kind } = dueState(todo.dueAt, todo.warnAt, now)
  return (
    <li className={`todo-row todo-${kind} ${on ? 'row-at' : ''}`}>
      <Link to={todo.page} className="todo-link">
        <span className="todo-main">
          <span className="todo-title">{todo.title}</span>
          <FlagTags flags={todo.flags} without={['overdue']} />
        </span>
        <span className="todo-meta">
          <span className="code">{todo.no}</span>
          {system && <span>{system}</span>}
          <span>{name(todo.stateName)}</span>
          {todo.orgName && <span>{todo.orgName}</span>}
          <time dateTime={todo.openedAt}>{t('shell.todo.opened', { at: format.short(todo.openedAt) })}</time>
        </span>
      </Link>
      <span className="todo-due">
        <Due at={todo.dueAt} warnAt={todo.warnAt} flags={todo.flags} />
        {todo.dueAt && <time className="quiet num">{t('shell.todo.due', { at: format.time(todo.dueAt).slice(5) })}</time>}
      </span>
    </li>
  )
}
