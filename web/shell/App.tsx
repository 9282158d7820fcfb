// The shell: theme, cache, routes, and the three frames that a page may stand in (desk, wall, sign-in).

import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US.js'
import zhCN from 'antd/locale/zh_CN.js'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn.js'
import { lazy, Suspense, useEffect, type ComponentType } from 'react'
import { createBrowserRouter, Navigate, Outlet, useLocation } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { connection } from '../client.ts'
import { useLang } from '../i18n.ts'
import { Failed, Loading, NotFound } from '../list/States.tsx'
import { fetchSession, type Session } from '../session.ts'
import { dayTheme } from '../theme.ts'
import { queries } from '../use-api.ts'
import { Broken } from './Broken.tsx'
import { Guard } from './Guard.tsx'
import { Layout } from './Layout.tsx'
import { pages } from './pages.ts'

const Login = lazy(() => import('./LoginPage.tsx'))
const Home = lazy(() => import('../desk/DeskPage.tsx'))
const Admin = lazy(() => import('./AdminPage.tsx'))
const Wall = lazy(() => import('../command/Wall.tsx'))
const Command = lazy(() => import('../command/CommandPage.tsx'))

const stand = (Page: ComponentType, path: string) => ({
  path: path.slice(1),
  errorElement: <Broken />,
  element: (
    <Guard path={path}>
      <Suspense fallback={<Loading />}>
        <Page />
      </Suspense>
    </Guard>
  ),
})

const own = Object.entries(pages)
const router = createBrowserRouter(
  [
    { path: '/login', element: <Waiting page={Login} />, errorElement: <Broken whole /> },
    {
      element: <SignedIn />,
      errorElement: <Broken whole />,
      children: [
        {
          path: '/command',
          element: <Waiting page={Wall} />,
          children: [
            { index: true, ...rest(stand(Command, '/command')) },
            ...own
              .filter(([path]) => path.startsWith('/command/'))
              .map(([path, page]) => ({ ...stand(page, path), path: path.slice('/command/'.length) })),
          ],
        },
        {
          element: <Layout />,
          children: [
            { index: true, ...rest(stand(Home, '/')) },
            rest(stand(Admin, '/admin'), 'admin'),
            ...own.filter(([path]) => !path.startsWith('/command/')).map(([path, page]) => stand(page, path)),
            { path: '*', element: <NotFound /> },
          ],
        },
      ],
    },
  ],
  { basename: '/desk' },
)

function rest<R extends { path?: string }>(route: R, path?: string): Omit<R, 'path'> & { path?: string } {
  const { path: _, ...others } = route
  return path === undefined ? others : { ...others, path }
}

function Waiting({ page: Page }: { page: ComponentType }) {
  return (
    <Suspense fallback={<div className="boot" />}>
      <Page />
    </Suspense>
  )
}

function SignedIn() {
  const answer = useQuery({ queryKey: ['session'], queryFn: fetchSession, staleTime: Infinity })
  const place = useLocation()
  if (answer.isPending) return <div className="boot" aria-busy="true" />
  if (answer.isError) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  const user = answer.data.user
  if (!user || user.kind !== 'staff') {
    const back = place.pathname === '/' && !place.search ? '' : `?next=${encodeURIComponent(place.pathname + place.search)}`
    return <Navigate to={`/login${back}`} replace />
  }
  if (user.mustChange && '/me' in pages && place.pathname !== '/me') return <Navigate to="/me" replace />
  return <Outlet />
}

// A CommonJS locale comes wrapped or bare, as the bundler sees fit.
const bare = (locale: any) => (locale.default ?? locale) as typeof zhCN.default

function Themed() {
  const lang = useLang()
  useEffect(() => void dayjs.locale(lang === 'zh' ? 'zh-cn' : 'en'), [lang])
  return (
    <ConfigProvider theme={dayTheme} locale={bare(lang === 'zh' ? zhCN : enUS)} button={{ autoInsertSpace: false }}>
      <App message={{ maxCount: 3 }}>
        <RouterProvider router={router} />
      </App>
    </ConfigProvider>
  )
}

export function Desk() {
  useEffect(() => {
    connection.onSignedOut = () => {
      const before = queries.getQueryData<Session>(['session'])
      // Only who was signed in is told; the sign-in page's own 401 is its own matter.
      if (before?.user) queries.setQueryData(['session'], { ...before, user: null })
    }
  }, [])
  return (
    <QueryClientProvider client={queries}>
      <Themed />
    </QueryClientProvider>
  )
}
