// What is changed beside a ticket's flow: its classification and place, a call-back attempt, the public answer.

import { Alert, Button, Space } from 'antd'
import { useState } from 'react'
import { ChoiceField, FlagField, LongField, TextField } from '#web/form/fields.tsx'
import { EditForm } from '#web/form/Form.tsx'
import { FormDrawer, useConfirm } from '#web/form/Drawer.tsx'
import { PlaceField } from '#web/form/pickers.tsx'
import { useT } from '#web/i18n.ts'
import { useMay } from '#web/session.ts'
import { refresh, useSend } from '#web/use-api.ts'
import { hotline } from './api.ts'
import { useCodes } from './codes.ts'
import type { Ticket } from './TicketPage.tsx'

const again = () => void refresh('/hotline', '/cases')

export function TicketActions({ ticket }: { ticket: Ticket }) {
  const t = useT()
  const confirm = useConfirm()
  const [open, setOpen] = useState<'classify' | 'try' | 'publish' | null>(null)
  const mayClassify = useMay('hotline.ticket.classify') && ['registered', 'rejected', 'pending'].includes(ticket.state)
  const mayTry = useMay('hotline.ticket.callback') && ticket.state === 'callback'
  const mayPublish =
    useMay('hotline.answer.publish') &&
    ['closed', 'closed_direct', 'closed_unreachable'].includes(ticket.state) &&
    !ticket.confidential &&
    ticket.requestType !== 'REPORT'
  const withdraw = useSend(hotline, 'POST /hotline/tickets/:id/withdraw', { refresh: ['/hotline'], success: t('hotline.done') })
  const close = () => setOpen(null)
  const done = () => {
    close()
    again()
  }
  return (
    <Space wrap>
      {mayClassify && <Button onClick={() => setOpen('classify')}>{t('hotline.classify')}</Button>}
      {mayTry && <Button onClick={() => setOpen('try')}>{t('hotline.recordTry')}</Button>}
      {mayPublish &&
        (ticket.published ? (
          <Button
            danger
            onClick={async () => {
              if (await confirm({ title: t('hotline.withdraw'), ok: t('hotline.withdraw'), danger: true }))
                withdraw.mutate({ params: { id: ticket.id } })
            }}
          >
            {t('hotline.withdraw')}
          </Button>
        ) : (
          <Button onClick={() => setOpen('publish')}>{t('hotline.publish')}</Button>
        ))}
      <FormDrawer title={t('hotline.classify')} open={open === 'classify'} onClose={close}>
        <Classify ticket={ticket} done={done} cancel={close} />
      </FormDrawer>
      <FormDrawer title={t('hotline.recordTry')} open={open === 'try'} onClose={close}>
        <EditForm
          onSave={(body, key) =>
            hotline('POST /hotline/tickets/:id/tries', { params: { id: ticket.id }, body: body as any, key })
          }
          onDone={done}
          onCancel={close}
          submit={t('hotline.recordTry')}
        >
          <ChoiceField
            name="outcome"
            label={t('hotline.tries')}
            required
            options={['REACHED', 'NO_ANSWER', 'BUSY', 'WRONG_NUMBER', 'REFUSED'].map((value) => ({
              value,
              label: t(`hotline.try.${value}`),
            }))}
          />
          <LongField name="note" label={t('hotline.note')} max={500} />
        </EditForm>
      </FormDrawer>
      <FormDrawer title={t('hotline.publish')} open={open === 'publish'} onClose={close} width={720}>
        <Alert type="info" showIcon title={t('hotline.publishHint')} style={{ marginBlockEnd: 12 }} />
        <EditForm
          initial={{
            title: ticket.title,
            question: ticket.content,
            answer: [ticket.reply?.['found'], ticket.reply?.['basis'], ticket.reply?.['result']].filter(Boolean).join('\n'),
          }}
          onSave={(body, key) =>
            hotline('POST /hotline/tickets/:id/publish', { params: { id: ticket.id }, body: body as any, key })
          }
          onDone={done}
          onCancel={close}
          submit={t('hotline.publishSave')}
        >
          <TextField name="title" label={t('hotline.title')} required max={50} />
          <LongField name="question" label={t('hotline.question')} required max={2000} />
          <LongField name="answer" label={t('hotline.answer')} required max={4000} />
        </EditForm>
      </FormDrawer>
    </Space>
  )
}

function Classify({ ticket, done, cancel }: { ticket: Ticket; done: () => void; cancel: () => void }) {
  const t = useT()
  const { options, classes } = useCodes()
  const { place, address } = ticket
  return (
    <EditForm
      initial={{
        title: ticket.title,
        requestType: ticket.requestType,
        contentCode: ticket.contentCode,
        urgency: ticket.urgency,
        confidential: ticket.confidential,
        ...(place ? { place: { ...place, address } } : {}),
      }}
      shape={({ place: picked, ...rest }) => ({
        ...rest,
        rev: ticket.rev,
        ...(picked
          ? { place: { lng: picked.lng, lat: picked.lat }, ...(picked.address ? { address: picked.address } : {}) }
          : {}),
      })}
      onSave={(body) => hotline('PATCH /hotline/tickets/:id', { params: { id: ticket.id }, body: body as any })}
      onDone={done}
      onCancel={cancel}
      submit={t('hotline.classifySave')}
    >
      <TextField name="title" label={t('hotline.title')} required max={50} />
      <ChoiceField name="requestType" label={t('hotline.type')} required options={options('request-type')} />
      <ChoiceField name="contentCode" label={t('hotline.class')} required as="select" options={classes} />
      <ChoiceField name="urgency" label={t('hotline.urgency')} required options={options('urgency')} />
      <FlagField name="confidential" label={t('hotline.new.confidential')} />
      <PlaceField name="place" label={t('hotline.place')} />
    </EditForm>
  )
}
