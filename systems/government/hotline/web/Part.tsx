// A titled part of a ticket's page.

import type { ReactNode } from 'react'

export function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="panel" style={{ marginBlockEnd: 16 }}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
