// The overlay of `?`: every key in force on this page, in words.

import { Modal } from 'antd'
import { useT } from '../i18n.ts'
import { shortcutsInForce } from '../keys.ts'

const shown = (key: string) => (key.startsWith('mod+') ? `Ctrl ${key.slice(4).toUpperCase()}` : key === 'Enter' ? '↵ Enter' : key)

export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT()
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('shell.keys.overlay')} width={640} destroyOnHidden>
      <div className="keys">
        {open &&
          shortcutsInForce().map((group) => (
            <section key={group.title}>
              <h3>{group.title}</h3>
              <dl>
                {group.shortcuts.map((one) => (
                  <div key={one.key}>
                    <dt>
                      <kbd>{shown(one.key)}</kbd>
                    </dt>
                    <dd>{one.label}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
    </Modal>
  )
}
