// The organisation tree, and beside it the chosen organisation with its departments and posts.

import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Tree, type TreeDataNode } from 'antd'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { useT } from '#web/i18n.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Empty, Failed, Loading } from '#web/list/States.tsx'
import { useMay, useSession } from '#web/session.ts'
import { useGet } from '#web/use-api.ts'
import { identity, type Node } from './api.ts'
import './identity.css'
import { OrgForm } from './OrgForm.tsx'
import { OrgPanel } from './OrgPanel.tsx'

export default function OrganisationsPage() {
  const t = useT()
  const [address, setAddress] = useSearchParams()
  const own = useSession().user?.orgId ?? undefined
  const [adding, setAdding] = useState(false)
  const mayManage = useMay('identity.org.manage')
  const answer = useGet(identity, 'GET /identity/tree', { query: { inactive: true } }, { live: ['identity.org'], keep: true })
  const chosen = address.get('org') ?? own ?? answer.data?.items[0]?.id
  const choose = (id: string) => setAddress({ org: id })
  // A department has no place in the tree: its agency is marked instead.
  const path = useGet(
    identity,
    'GET /identity/orgs/:id',
    { params: { id: chosen ?? '' } },
    { enabled: Boolean(chosen), keep: true },
  )
  const known = new Set(answer.data?.items.map((one) => one.id))
  const inTree = path.data?.path.findLast((one) => known.has(one.id))?.id
  return (
    <>
      <PageHead
        title={t('identity.web.orgs')}
        actions={
          mayManage && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
              {t('identity.web.org.add')}
            </Button>
          )
        }
      />
      <Page>
        {answer.error ? (
          <Failed error={answer.error} retry={() => void answer.refetch()} />
        ) : !answer.data ? (
          <Loading rows={12} />
        ) : (
          <div className="org-split">
            <OrgTree items={answer.data.items} chosen={inTree} choose={choose} />
            {chosen ? <OrgPanel key={chosen} id={chosen} choose={choose} /> : <Empty text={t('identity.web.org.none')} />}
          </div>
        )}
      </Page>
      <OrgForm open={adding} parent={chosen} onClose={() => setAdding(false)} onDone={choose} />
    </>
  )
}

function OrgTree({ items, chosen, choose }: { items: Node[]; chosen: string | undefined; choose: (id: string) => void }) {
  const t = useT()
  const [q, setQ] = useState('')
  const parents = useMemo(() => new Map(items.map((one) => [one.id, one.parentId])), [items])
  // Roots and the way to the chosen one stand open until somebody folds them.
  const [turned, setTurned] = useState<Record<string, boolean>>({})
  const found = useMemo(
    () =>
      q.trim()
        ? items.filter((one) => one.name.includes(q.trim()) || one.shortName.includes(q.trim()) || one.code.startsWith(q.trim()))
        : undefined,
    [items, q],
  )
  // While searching, the tree shows what was found with the way down to it.
  const shown = useMemo(() => {
    if (!found) return items
    const keep = new Set(found.flatMap((one) => above(parents, one.id)))
    return items.filter((one) => keep.has(one.id))
  }, [found, items, parents])
  const data = useMemo(() => nest(shown), [shown])
  const way = new Set(above(parents, chosen))
  const expanded = shown.filter((one) => found || (turned[one.id] ?? (!one.parentId || way.has(one.id)))).map((one) => one.id)
  return (
    <nav className="panel identity-panel org-tree" aria-label={t('identity.web.orgs')}>
      <Input.Search
        allowClear
        placeholder={t('identity.web.org.search')}
        aria-label={t('identity.web.org.search')}
        value={q}
        onChange={(event) => setQ(event.target.value)}
      />
      {data.length ? (
        <Tree
          blockNode
          showLine
          height={620}
          treeData={data}
          selectedKeys={chosen ? [chosen] : []}
          expandedKeys={expanded}
          onExpand={(_, { node, expanded: open }) => setTurned({ ...turned, [String(node.key)]: open })}
          onSelect={([key]) => key && choose(String(key))}
        />
      ) : (
        <Empty small text={t('identity.web.org.notFound')} />
      )}
    </nav>
  )
}

/** The way up from an organisation, itself included. */
function above(parents: Map<string, string | null>, id: string | null | undefined): string[] {
  return id ? [id, ...above(parents, parents.get(id))] : []
}

function nest(items: Node[]): TreeDataNode[] {
  const nodes = new Map(
    items.map((one) => [
      one.id,
      {
        key: one.id,
        title: <span className={one.active ? undefined : 'org-gone'}>{one.shortName}</span>,
        children: [] as TreeDataNode[],
      },
    ]),
  )
  const roots: TreeDataNode[] = []
  for (const one of items)
    (one.parentId && nodes.has(one.parentId) ? nodes.get(one.parentId)!.children : roots).push(nodes.get(one.id)!)
  return roots
}
