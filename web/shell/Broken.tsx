// A page that broke: says so in plain words, offers another try, and leaves the rest of the desk standing.

import { Button } from 'antd'
import { useEffect } from 'react'
import { isRouteErrorResponse, useRevalidator, useRouteError } from 'react-router'
import { useT } from '../i18n.ts'
import { Failed, NotFound } from '../list/States.tsx'

export function Broken({ whole }: { whole?: boolean }) {
  const error = useRouteError()
  const t = useT()
  const again = useRevalidator()
  // After an upgrade the old page asks for files that are gone; loading anew is the cure, once.
  const stale = error instanceof TypeError && /dynamically imported module|module script/i.test(error.message)
  useEffect(() => {
    if (!stale || sessionStorage.getItem('yicheng.reloaded') === location.href) return
    sessionStorage.setItem('yicheng.reloaded', location.href)
    location.reload()
  }, [stale])
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />
  return (
    <div className={whole ? 'broken-whole' : undefined}>
      <Failed error={error} retry={() => (stale ? location.reload() : void again.revalidate())} />
      <p className="broken-help">
        <Button type="link" onClick={() => location.assign('/desk')}>
          {t('shell.home')}
        </Button>
      </p>
    </div>
  )
}
