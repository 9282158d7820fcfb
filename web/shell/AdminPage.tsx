// The front page of administration: everything that may be set up, by capability.

import { Link } from 'react-router'
import { useT } from '../i18n.ts'
import { Page, PageHead } from '../list/PageHead.tsx'
import { Forbidden } from '../list/States.tsx'
import { icons, sign } from './icons.tsx'
import { useBranches } from './menu.ts'

export default function AdminPage() {
  const t = useT()
  const branches = useBranches('admin')
  if (branches.length === 0) return <Forbidden />
  return (
    <>
      <PageHead title={t('shell.admin')} />
      <Page>
        <div className="entries">
          {branches.map((branch) => (
            <section key={branch.module} className="panel entry-group">
              <h2>{branch.label}</h2>
              <ul>
                {branch.leaves.map((leaf) => (
                  <li key={leaf.page}>
                    <Link to={leaf.page}>
                      {icons[leaf.icon ?? ''] ?? sign(leaf.label)}
                      {leaf.label}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      </Page>
    </>
  )
}
