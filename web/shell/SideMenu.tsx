// The side menu: pillars as quiet headings, modules that open, pages as real links; a filter on top when there is much to choose from.

import { HomeOutlined, SearchOutlined } from '@ant-design/icons'
import { Input, Menu, type MenuProps } from 'antd'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { Link, useLocation } from 'react-router'
import { useT } from '../i18n.ts'
import { icons, sign } from './icons.tsx'
import { leafAt, useBranches, type Branch, type Leaf } from './menu.ts'

type Item = { key: string; label: ReactNode; icon?: ReactNode; title?: string; type?: 'group'; children?: Item[] }

export function SideMenu({ collapsed, onGo }: { collapsed: boolean; onGo?: () => void }) {
  const t = useT()
  const path = useLocation().pathname
  const admin = path === '/admin' || path.startsWith('/admin/')
  const all = useBranches(admin ? 'admin' : 'desk')
  const [filter, setFilter] = useState('')
  const found = useMemo(() => narrowed(all, filter), [all, filter])
  const at = leafAt(
    all.flatMap((b) => b.leaves),
    path,
  )
  const here = all.find((b) => b.leaves.some((leaf) => leaf.page === at))?.module
  const [open, setOpen] = useState<string[]>([])
  useEffect(() => {
    if (here) setOpen((before) => (before.includes(here) ? before : [...before, here]))
  }, [here])
  useEffect(() => setFilter(''), [admin])

  const link = (to: string, label: ReactNode) => (
    <Link to={to} onClick={onGo}>
      {label}
    </Link>
  )
  const branch = (b: Branch): Item => {
    const only = b.leaves.length === 1 ? b.leaves[0]! : undefined
    const icon = icons[b.leaves[0]?.icon ?? ''] ?? sign(b.label)
    // A system with one page goes by the system's name, which people know; a capability by what the page is.
    if (only)
      return { key: only.page, label: link(only.page, b.pillar === 'kernel' ? only.label : b.label), icon, title: only.label }
    return {
      key: b.module,
      label: b.label,
      icon,
      children: b.leaves.map((leaf) => ({ key: leaf.page, label: link(leaf.page, leaf.label), title: leaf.label })),
    }
  }
  // What every desk has in common stands first, page by page; the systems follow by pillar.
  const common = admin ? [] : found.filter((b) => b.pillar === 'kernel')
  const rest = found.filter((b) => !common.includes(b))
  const groups = [...new Set(rest.map((b) => b.pillar))]
  const page = (leaf: Leaf): Item => ({
    key: leaf.page,
    label: link(leaf.page, leaf.label),
    icon: icons[leaf.icon ?? ''] ?? sign(leaf.label),
    title: leaf.label,
  })
  const items: Item[] = [
    { key: 'home', label: link(admin ? '/admin' : '/', t(admin ? 'shell.admin.home' : 'shell.desk')), icon: <HomeOutlined /> },
    ...common.flatMap((b) => b.leaves.map(page)),
    ...(collapsed || (admin && groups.length < 2)
      ? rest.map(branch)
      : groups.map((pillar) => ({
          key: `pillar-${pillar}`,
          type: 'group' as const,
          label: t(`shell.pillar.${pillar}`),
          children: rest.filter((b) => b.pillar === pillar).map(branch),
        }))),
  ]
  return (
    <nav className="side-nav" aria-label={t('shell.menu')}>
      {!collapsed && all.length > 5 && (
        <Input
          className="side-filter"
          variant="filled"
          size="small"
          allowClear
          prefix={<SearchOutlined className="quiet" />}
          placeholder={t('shell.menu.filter')}
          aria-label={t('shell.menu.filter')}
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
        />
      )}
      <Menu
        mode="inline"
        inlineCollapsed={collapsed}
        inlineIndent={14}
        items={items as MenuProps['items']}
        selectedKeys={[at ?? 'home']}
        openKeys={collapsed ? undefined : filter ? found.map((b) => b.module) : open}
        onOpenChange={(keys) => !filter && setOpen(keys)}
      />
    </nav>
  )
}

function narrowed(all: Branch[], filter: string): Branch[] {
  const q = filter.trim().toLowerCase()
  if (!q) return all
  return all.flatMap((b) => {
    if (b.label.toLowerCase().includes(q)) return [b]
    const leaves = b.leaves.filter((leaf) => leaf.label.toLowerCase().includes(q))
    return leaves.length > 0 ? [{ ...b, leaves }] : []
  })
}
