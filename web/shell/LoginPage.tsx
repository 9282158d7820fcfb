// Signing in: the city's name, two fields, plain answers to what went wrong.

import { LockOutlined, UserOutlined } from '@ant-design/icons'
import { Alert, Button, Form, Input, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useSearchParams } from 'react-router'
import { useName, useProblemText, useT } from '../i18n.ts'
import { fetchSession, nobody, signIn } from '../session.ts'
import { useTitle } from '../list/PageHead.tsx'
import { Mark } from './Mark.tsx'
import { Skyline } from './Skyline.tsx'
import { LangSwitch } from './TopBar.tsx'

export default function LoginPage() {
  const t = useT()
  const name = useName()
  const say = useProblemText()
  const go = useNavigate()
  const [search] = useSearchParams()
  const answer = useQuery({ queryKey: ['session'], queryFn: fetchSession, staleTime: Infinity })
  const session = answer.data ?? nobody
  const [failed, setFailed] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const first = useRef<InputRef>(null)
  const [form] = Form.useForm()
  useTitle(t('shell.signIn'))
  useEffect(() => first.current?.focus({ preventScroll: true }), [])

  // Only a path of our own: an address given from outside leads nowhere.
  const asked = search.get('next') ?? ''
  const next = /^\/(?![/\\])/.test(asked) ? asked : '/'
  if (session.user?.kind === 'staff') return <Navigate to={next} replace />

  const submit = async (values: { login: string; password: string }) => {
    setBusy(true)
    setFailed(undefined)
    try {
      await signIn({ login: values.login.trim(), password: values.password })
      void go(next, { replace: true })
    } catch (error) {
      setFailed(error)
      form.setFieldValue('password', '')
      form.focusField('password')
    } finally {
      setBusy(false)
    }
  }
  const city = name(session.city.name)
  return (
    <div className="login">
      <div className="login-lang">
        <LangSwitch text />
      </div>
      <div className="login-view" aria-hidden="true">
        <div className="login-view-words">
          <Mark size={44} />
          <p className="login-view-city">{city}</p>
          <p>{t('shell.login.line')}</p>
        </div>
        <Skyline />
      </div>
      <main className="login-main">
        <div className="login-box">
          <div className="login-head">
            <Mark size={36} />
            <div>
              <h1>{t('shell.login.title', { city })}</h1>
              <p className="quiet">{t('shell.login.who')}</p>
            </div>
          </div>
          {search.get('expired') !== null && !failed && (
            <Alert type="info" showIcon title={t('shell.login.expired')} className="login-alert" />
          )}
          <div aria-live="assertive">
            {Boolean(failed) && <Alert type="error" showIcon title={say(failed)} className="login-alert" />}
            {answer.isError && !failed && <Alert type="warning" showIcon title={say(answer.error)} className="login-alert" />}
          </div>
          <Form
            form={form}
            layout="vertical"
            onFinish={(values) => void submit(values)}
            requiredMark={false}
            size="large"
            noValidate
          >
            <Form.Item
              name="login"
              label={t('shell.login.name')}
              rules={[{ required: true, whitespace: true, message: t('shell.login.nameMissing') }]}
            >
              <Input
                ref={first}
                prefix={<UserOutlined className="quiet" />}
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
              />
            </Form.Item>
            <Form.Item
              name="password"
              label={t('shell.login.password')}
              rules={[{ required: true, message: t('shell.login.passwordMissing') }]}
            >
              <Input.Password prefix={<LockOutlined className="quiet" />} autoComplete="current-password" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block loading={busy}>
              {t('shell.signIn')}
            </Button>
          </Form>
          <p className="login-help quiet">{t('shell.login.help')}</p>
          <p className="login-help">
            {/* The citizen portal is not part of this application. */}
            <a href="/">{t('shell.login.citizen')}</a>
          </p>
        </div>
        <footer className="login-foot quiet">
          {t('shell.product')} {session.version}
        </footer>
      </main>
    </div>
  )
}
