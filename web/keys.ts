// Keyboard shortcuts: pages name theirs with words, the `?` overlay shows whatever is in force.

import { useEffect, useRef } from 'react'

export type Shortcut = { key: string; label: string; run: (event: KeyboardEvent) => void }
type Group = { title: string; shortcuts: Shortcut[] }

const groups = new Set<Group>()

/** Keys in force while the component is mounted. `key` is KeyboardEvent.key ('j', 'Enter', '/'), or 'mod+k'. */
export function useKeys(title: string, shortcuts: Shortcut[], on = true): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  const shape = shortcuts.map((s) => `${s.key}\n${s.label}`).join('\n')
  useEffect(() => {
    if (!on) return
    const group = { title, shortcuts: latest.current }
    groups.add(group)
    const listen = (event: KeyboardEvent) => {
      const mod = event.ctrlKey || event.metaKey
      if (event.altKey || event.isComposing || event.defaultPrevented) return
      const pressed = mod ? `mod+${event.key.toLowerCase()}` : event.key
      const found = latest.current.find((s) => s.key === pressed)
      if (!found || (!mod && busy(event.target))) return
      event.preventDefault()
      found.run(event)
    }
    document.addEventListener('keydown', listen)
    return () => {
      groups.delete(group)
      document.removeEventListener('keydown', listen)
    }
  }, [title, shape, on])
}

/** All keys in force now, newest page first. */
export function shortcutsInForce(): Group[] {
  return [...groups].toReversed()
}

// Plain letters belong to whoever types, to an open dialog, and Enter to the link or button in focus.
function busy(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  if (!element?.closest) return false
  if (
    element.closest(
      'input, textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=listbox], [role=combobox]',
    )
  )
    return true
  return Boolean(document.querySelector('.ant-modal-wrap:not([style*="display: none"]) .ant-modal'))
}
