// My to-do list as a page of its own; the list itself is the workbench's.

import { useState } from 'react'
import { TodoList, type TodoView } from '#web/desk/TodoList.tsx'
import { useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'

export default function TodoPage() {
  const t = useT()
  const [view, setView] = useState<TodoView>('all')
  return (
    <>
      <PageHead title={t('cases.todo')} />
      <Page>
        <TodoList view={view} setView={setView} />
      </Page>
    </>
  )
}
