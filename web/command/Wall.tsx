// The wall's frame: dark, full screen, scaled by rem so that the same page fills 1920×1080 and 4K; pages of other modules stand in it too.

import { App, ConfigProvider } from 'antd'
import { Suspense, useEffect } from 'react'
import { Outlet } from 'react-router'
import { wallTheme } from '../theme.ts'
import '../styles/wall.css'

/** Design size 1920×1080 at 16 px; on screens narrower than 1200 px the page scrolls instead of shrinking. */
export function rootSize(width: number, height: number): number {
  if (width < 1200) return 15
  return Math.max(12, Math.round(Math.min(width / 120, height / 67.5) * 100) / 100)
}

export default function Wall() {
  useEffect(() => {
    const root = document.documentElement
    const fit = () => {
      const size = rootSize(innerWidth, innerHeight)
      root.style.fontSize = `${size}px`
      // The map's words are in pixels: it is drawn at this scale instead.
      root.style.setProperty('--wall-scale', String(size / 16))
    }
    fit()
    root.classList.add('on-wall')
    addEventListener('resize', fit)
    return () => {
      removeEventListener('resize', fit)
      root.classList.remove('on-wall')
      root.style.fontSize = ''
      root.style.removeProperty('--wall-scale')
    }
  }, [])
  return (
    <ConfigProvider theme={wallTheme}>
      <App component={false}>
        <Suspense fallback={<div className="wall" aria-busy="true" />}>
          <Outlet />
        </Suspense>
      </App>
    </ConfigProvider>
  )
}
