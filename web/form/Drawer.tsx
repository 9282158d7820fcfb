// Forms beside what they change, and questions that name what they are about.

import { App, Drawer } from 'antd'
import type { ReactNode } from 'react'
import { useT } from '../i18n.ts'
import { useNarrow } from '../shell/narrow.ts'

type Props = { title: ReactNode; open: boolean; onClose: () => void; width?: number; children: ReactNode }

/** A drawer for an EditForm; it forgets its fields when closed. */
export function FormDrawer({ title, open, onClose, width = 560, children }: Props) {
  const narrow = useNarrow()
  return (
    <Drawer open={open} onClose={onClose} title={title} size={narrow ? '100%' : width} mask={{ closable: false }} destroyOnHidden>
      {children}
    </Drawer>
  )
}

type Question = { title: ReactNode; text?: ReactNode; ok: string; danger?: boolean }

/** `if (await confirm({ title: '撤销「路灯」分类？', ok: '撤销分类', danger: true })) …` */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const { modal } = App.useApp()
  const t = useT()
  return ({ title, text, ok, danger }) =>
    new Promise((answer) => {
      modal.confirm({
        title,
        content: text,
        okText: ok,
        cancelText: t('shell.form.cancel'),
        okButtonProps: { danger },
        autoFocusButton: danger ? 'cancel' : 'ok',
        onOk: () => answer(true),
        onCancel: () => answer(false),
      })
    })
}
