// The desk's frame: side menu, top bar, page.

import { MenuFoldOutlined, MenuOutlined, MenuUnfoldOutlined } from '@ant-design/icons'
import { Button, Drawer } from 'antd'
import { useEffect, useState } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import { useName, useT } from '../i18n.ts'
import { useKeys } from '../keys.ts'
import { useSession } from '../session.ts'
import { useDeskLive } from './data.ts'
import { Mark } from './Mark.tsx'
import { useNarrow } from './narrow.ts'
import { Palette } from './Palette.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { SideMenu } from './SideMenu.tsx'
import { TopBar } from './TopBar.tsx'

export function Layout() {
  const t = useT()
  const name = useName()
  const session = useSession()
  const narrow = useNarrow()
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem('yicheng.menu') === 'narrow')
  const [drawer, setDrawer] = useState(false)
  const [palette, setPalette] = useState(false)
  const [keys, setKeys] = useState(false)
  const path = useLocation().pathname
  useDeskLive()
  useEffect(() => setDrawer(false), [path])
  // A new page begins at its top, where a screen reader starts reading too.
  // void: browsers now answer scrollTo with a promise, which React would call as a clean-up.
  useEffect(() => void document.querySelector('#page')?.scrollTo(0, 0), [path])
  const fold = () => {
    localStorage.setItem('yicheng.menu', collapsed ? 'wide' : 'narrow')
    setCollapsed(!collapsed)
  }
  useKeys(t('shell.keys.everywhere'), [
    { key: 'mod+k', label: t('shell.keys.palette'), run: () => setPalette(true) },
    { key: '?', label: t('shell.keys.overlay'), run: () => setKeys(true) },
    { key: '[', label: t('shell.keys.fold'), run: fold },
  ])
  const city = (
    <Link to="/" className="side-city" onClick={() => setDrawer(false)}>
      <Mark />
      <span className="side-city-name">
        <strong>{name(session.city.name)}</strong>
        <small>{t('shell.product')}</small>
      </span>
    </Link>
  )
  return (
    <div className={`desk ${collapsed && !narrow ? 'desk-folded' : ''}`}>
      <a className="skip" href="#page">
        {t('shell.skip')}
      </a>
      {narrow ? (
        <Drawer
          open={drawer}
          onClose={() => setDrawer(false)}
          placement="left"
          size={272}
          title={city}
          closable={false}
          className="side-drawer"
        >
          <SideMenu collapsed={false} onGo={() => setDrawer(false)} />
        </Drawer>
      ) : (
        <aside className="side">
          {city}
          <SideMenu collapsed={collapsed} />
          <Button
            type="text"
            className="side-fold"
            icon={collapsed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
            aria-label={t(collapsed ? 'shell.menu.unfold' : 'shell.menu.fold')}
            onClick={fold}
          />
        </aside>
      )}
      <TopBar
        onSearch={() => setPalette(true)}
        onKeys={() => setKeys(true)}
        menu={
          narrow && <Button type="text" icon={<MenuOutlined />} aria-label={t('shell.menu')} onClick={() => setDrawer(true)} />
        }
      />
      <main id="page" className="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Palette open={palette} onClose={() => setPalette(false)} />
      <Shortcuts open={keys} onClose={() => setKeys(false)} />
    </div>
  )
}
