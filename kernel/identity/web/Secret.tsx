// Something shown once: a first password or an API key.

import { Alert, Modal, Typography } from 'antd'
import { useT } from '#web/i18n.ts'

export function Secret({
  title,
  text,
  secret,
  onClose,
}: {
  title: string
  text: string
  secret: string | undefined
  onClose: () => void
}) {
  const t = useT()
  return (
    <Modal
      open={secret !== undefined}
      title={title}
      okText={t('identity.web.noted')}
      onOk={onClose}
      onCancel={onClose}
      cancelButtonProps={{ hidden: true }}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <Alert type="warning" showIcon title={text} />
      <p>
        <Typography.Text copyable code className="once">
          {secret}
        </Typography.Text>
      </p>
    </Modal>
  )
}
