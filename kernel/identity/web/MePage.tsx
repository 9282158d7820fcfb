// One's own account: posts, acting for a colleague, password, sessions, delegations.

import { Alert, App, Button, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { Facts } from '#web/detail/Facts.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { useFormat, useName, useT } from '#web/i18n.ts'
import { ListPage } from '#web/list/ListPage.tsx'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Failed, Loading } from '#web/list/States.tsx'
import { fetchSession, useSession } from '#web/session.ts'
import { useGet, useSend } from '#web/use-api.ts'
import { identity, type Account } from './api.ts'
import { DelegationForm, useDelegationColumns } from './delegations.tsx'
import './identity.css'
import { PasswordField } from './PasswordField.tsx'
import { SessionTable } from './SessionTable.tsx'

export default function MePage() {
  const t = useT()
  const format = useFormat()
  const answer = useGet(identity, 'GET /identity/me', {}, { live: ['identity.delegation'] })
  return (
    <>
      <PageHead title={t('identity.web.me')} />
      <Page>
        {answer.error ? (
          <Failed error={answer.error} retry={() => void answer.refetch()} />
        ) : !answer.data ? (
          <Loading />
        ) : (
          <>
            {answer.data.mustChange && (
              <Alert type="warning" showIcon title={t('identity.web.mustChange')} style={{ marginBottom: 12 }} />
            )}
            <section className="panel identity-panel">
              <Facts
                items={[
                  { label: t('identity.web.name'), value: answer.data.name },
                  { label: t('identity.web.login'), value: <span className="code">{answer.data.login}</span> },
                  { label: t('identity.web.title'), value: answer.data.title },
                  { label: t('identity.web.phone'), value: answer.data.phone },
                  { label: t('identity.web.email'), value: answer.data.email },
                  {
                    label: t('identity.web.passwordSince'),
                    value: answer.data.passwordChangedAt && format.time(answer.data.passwordChangedAt),
                  },
                ]}
              />
            </section>
            {!answer.data.mustChange && <Posts account={answer.data} />}
            <Password must={answer.data.mustChange} />
            <Sessions />
            {!answer.data.mustChange && <Delegations account={answer.data} />}
          </>
        )}
      </Page>
    </>
  )
}

/** After rights have changed, the whole desk asks anew. */
function useNewRights(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    client.setQueryData(['session'], await fetchSession())
    await client.invalidateQueries()
  }
}

function Posts({ account }: { account: Account }) {
  const t = useT()
  const name = useName()
  const renew = useNewRights()
  const session = useSession()
  const behalf = typeof session.user?.onBehalfOf === 'object' ? session.user.onBehalfOf : undefined
  const act = useSend(identity, 'POST /identity/me/behalf', { onDone: () => void renew() })
  const givers = [...new Map(account.posts.flatMap((post) => (post.by ? [[post.by.id, post.by] as const] : []))).values()]
  return (
    <section className="panel identity-panel" aria-label={t('identity.web.posts')}>
      <div className="section-head">
        <h2>{t('identity.web.posts')}</h2>
        <Space wrap>
          {behalf ? (
            <Button type="primary" loading={act.isPending} onClick={() => act.mutate({ body: { person: null } })}>
              {t('identity.web.behalf.stop', { name: behalf.name })}
            </Button>
          ) : (
            givers.map((giver) => (
              <Button key={giver.id} loading={act.isPending} onClick={() => act.mutate({ body: { person: giver.id } })}>
                {t('identity.web.behalf.start', { name: giver.name })}
              </Button>
            ))
          )}
        </Space>
      </div>
      {behalf && (
        <Alert type="info" showIcon title={t('identity.web.behalf.now', { name: behalf.name })} style={{ marginBottom: 12 }} />
      )}
      <Table<Account['posts'][number]>
        size="small"
        rowKey={(post) => `${post.id} ${post.by?.id ?? ''}`}
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={account.posts}
        columns={[
          { title: t('identity.web.post'), dataIndex: 'name' },
          { title: t('identity.web.org'), dataIndex: 'orgName' },
          {
            title: t('identity.web.roles'),
            render: (_, post) => post.roles.map((role) => <Tag key={role.en}>{name(role)}</Tag>),
          },
          { title: t('identity.web.scope'), render: (_, post) => t(`identity.scope.${post.scope}`) },
          { title: t('identity.web.delegation.from'), render: (_, post) => post.by?.name ?? <span className="quiet">—</span> },
        ]}
      />
    </section>
  )
}

function Password({ must }: { must: boolean }) {
  const t = useT()
  const { message } = App.useApp()
  const renew = useNewRights()
  const [round, setRound] = useState(0)
  return (
    <section className="panel identity-panel" aria-label={t('identity.web.password')}>
      <div className="section-head">
        <h2>{t('identity.web.password')}</h2>
      </div>
      <div style={{ maxWidth: 420 }}>
        <EditForm
          key={round}
          shape={({ before, after }) => ({ before, after })}
          onSave={(body) => identity('POST /identity/me/password', { body: body as any })}
          onDone={(reply) => {
            void message.success(t('identity.web.passwordChanged', { count: reply.ended }))
            setRound(round + 1)
            void renew()
          }}
          submit={t('identity.web.passwordChange')}
        >
          <PasswordField name="before" label={t('identity.web.passwordBefore')} autoComplete="current-password" />
          <PasswordField
            name="after"
            label={t('identity.web.passwordAfter')}
            autoComplete="new-password"
            hint={t('identity.web.passwordHint')}
          />
          <PasswordField name="again" label={t('identity.web.passwordAgain')} autoComplete="new-password" same="after" />
        </EditForm>
        {must && <p className="quiet">{t('identity.web.mustChangeText')}</p>}
      </div>
    </section>
  )
}

function Sessions() {
  const t = useT()
  const answer = useGet(identity, 'GET /identity/me/sessions')
  const one = useSend(identity, 'DELETE /identity/me/sessions/:id', {
    refresh: ['/identity/me/sessions'],
    success: t('identity.web.ended'),
  })
  const others = useSend(identity, 'DELETE /identity/me/sessions', {
    refresh: ['/identity/me/sessions'],
    success: t('identity.web.ended'),
  })
  const rows = answer.data?.items ?? []
  return (
    <section className="panel identity-panel" aria-label={t('identity.web.sessions')}>
      <div className="section-head">
        <h2>{t('identity.web.sessions')}</h2>
        {rows.filter((row) => row.open).length > 1 && (
          <Button danger loading={others.isPending} onClick={() => others.mutate(undefined as never)}>
            {t('identity.web.endOthers')}
          </Button>
        )}
      </div>
      {answer.error ? (
        <Failed small error={answer.error} retry={() => void answer.refetch()} />
      ) : (
        <SessionTable rows={rows} end={(row) => one.mutate({ params: { id: row.id } })} />
      )}
    </section>
  )
}

function Delegations({ account }: { account: Account }) {
  const t = useT()
  const [adding, setAdding] = useState(false)
  const own = account.posts.filter((post) => !post.by)
  return (
    <section aria-label={t('identity.web.delegations')}>
      <div className="section-head">
        <h2>{t('identity.web.delegations')}</h2>
        {own.length > 0 && <Button onClick={() => setAdding(true)}>{t('identity.web.delegation.add')}</Button>}
      </div>
      <p className="quiet">{t('identity.web.delegation.about')}</p>
      <ListPage
        embedded
        title={t('identity.web.delegations')}
        api={identity}
        route="GET /identity/me/delegations"
        live={['identity.delegation']}
        columns={useDelegationColumns()}
      />
      <DelegationForm
        open={adding}
        posts={own.map((post) => ({ value: post.id, label: `${post.orgName} · ${post.name}` }))}
        onClose={() => setAdding(false)}
      />
    </section>
  )
}
