// The agent's page: the caller's number first with what it called about before, then the matter; keyboard alone is enough.

import { Alert, App, Col, Result, Row } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { ChoiceField, FlagField, LongField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { PlaceField } from '#web/form/pickers.tsx'
import { useT } from '#web/i18n.ts'
import { useKeys } from '#web/keys.ts'
import { Page, PageHead } from '#web/list/PageHead.tsx'
import { Empty } from '#web/list/States.tsx'
import { useMay } from '#web/session.ts'
import { refresh, useGet } from '#web/use-api.ts'
import { hotline } from './api.ts'
import { useCodes } from './codes.ts'
import { Marks, StateTag } from './tags.tsx'

type Sent = { id: string; no: string; appended: boolean; urge: number | null; queryCode: string }

export default function NewTicketPage() {
  const t = useT()
  const { message } = App.useApp()
  const { options, classes } = useCodes()
  const [phone, setPhone] = useState('')
  const [sent, setSent] = useState<Sent>()
  const [round, setRound] = useState(0)
  useKeys(t('hotline.new'), [
    {
      key: 'mod+enter',
      label: t('hotline.new.submit'),
      run: () => document.querySelector<HTMLFormElement>('.edit-form')?.requestSubmit(),
    },
  ])
  if (sent)
    return (
      <>
        <PageHead title={t('hotline.new')} />
        <Page narrow>
          <Result
            status="success"
            title={
              sent.appended
                ? t('hotline.new.appended', { no: sent.no, n: sent.urge ?? 0 })
                : t('hotline.new.done', { no: sent.no, code: sent.queryCode })
            }
            extra={[
              <Link key="view" to={`/hotline/tickets/${sent.id}`}>
                {t('hotline.new.view')}
              </Link>,
              <button
                key="another"
                type="button"
                autoFocus
                className="row-link"
                onClick={() => {
                  setSent(undefined)
                  setPhone('')
                  setRound(round + 1)
                }}
              >
                {t('hotline.new.another')}
              </button>,
            ]}
          />
        </Page>
      </>
    )
  return (
    <>
      <PageHead title={t('hotline.new')} sub={<span className="quiet">{t('hotline.new.keys')}</span>} />
      <Page>
        <Row gutter={[16, 16]}>
          <Col xs={24} lg={14}>
            <section className="panel">
              <EditForm
                key={round}
                initial={{ channel: 'TEL', sourceLine: '12345', requestType: 'HELP', urgency: 'NORMAL' }}
                onValues={(values) => setPhone(String((values as any).caller?.phone ?? ''))}
                shape={({ caller = {}, place, hold, ...rest }) => ({
                  ...clean(rest),
                  caller: clean(caller),
                  accept: !hold,
                  ...(place
                    ? { place: { lng: place.lng, lat: place.lat }, ...(place.address ? { address: place.address } : {}) }
                    : {}),
                })}
                onSave={(body, key) => hotline('POST /hotline/tickets', { body: body as any, key })}
                onDone={(answer) => {
                  void refresh('/hotline')
                  void message.success(t('hotline.saved'))
                  setSent(answer as Sent)
                }}
                submit={t('hotline.new.submit')}
              >
                <Row gutter={12}>
                  <Col xs={24} sm={12}>
                    <TextField name="caller.phone" label={t('hotline.phone')} max={20} />
                  </Col>
                  <Col xs={24} sm={12}>
                    <TextField name="caller.name" label={t('hotline.name')} max={50} />
                  </Col>
                </Row>
                <FlagField name="confidential" label={t('hotline.new.confidential')} />
                <LongField name="content" label={t('hotline.content')} required max={4000} />
                <TextField name="title" label={t('hotline.title')} hint={t('hotline.new.titleHint')} max={50} />
                <Row gutter={12}>
                  <Col xs={24} sm={12}>
                    <ChoiceField
                      name="requestType"
                      label={t('hotline.type')}
                      required
                      as="select"
                      options={options('request-type')}
                    />
                  </Col>
                  <Col xs={24} sm={12}>
                    <ChoiceField name="contentCode" label={t('hotline.class')} required as="select" options={classes} />
                  </Col>
                  <Col xs={24} sm={12}>
                    <ChoiceField name="urgency" label={t('hotline.urgency')} required options={options('urgency')} />
                  </Col>
                  <Col xs={12} sm={6}>
                    <ChoiceField name="channel" label={t('hotline.channel')} required as="select" options={options('channel')} />
                  </Col>
                  <Col xs={12} sm={6}>
                    <ChoiceField name="sourceLine" label={t('hotline.line')} required as="select" options={options('line')} />
                  </Col>
                </Row>
                <TextField name="address" label={t('hotline.address')} max={200} />
                <PlaceField name="place" label={t('hotline.place')} />
                <FlagField name="separate" label={t('hotline.new.separate')} />
                <FlagField name="hold" label={t('hotline.new.hold')} />
              </EditForm>
            </section>
          </Col>
          <Col xs={24} lg={10}>
            <History phone={phone.replace(/[\s-]/g, '')} />
          </Col>
        </Row>
      </Page>
    </>
  )
}

const clean = (values: Record<string, any>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '' && value !== null))

function History({ phone }: { phone: string }) {
  const t = useT()
  const may = useMay('hotline.caller.confidential')
  const whole = phone.length >= 7
  const { data } = useGet(hotline, 'GET /hotline/callers', { query: { phone } }, { enabled: may && whole })
  return (
    <section className="panel" aria-live="polite">
      <h2>{t('hotline.new.history')}</h2>
      {!whole || !data ? null : data.total === 0 ? (
        <Empty small text={t('hotline.new.historyNone')} />
      ) : (
        <>
          {data.items.some((one) => one.open) && (
            <Alert type="warning" showIcon title={t('hotline.near.SAME_CALLER_OPEN')} style={{ marginBlockEnd: 8 }} />
          )}
          <ul className="plain-list">
            {data.items.map((one) => (
              <li key={one.id}>
                <Link to={`/hotline/tickets/${one.id}`}>{one.title}</Link> <StateTag row={one} /> <Marks row={one} />
                <br />
                <span className="quiet code">{one.no}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
