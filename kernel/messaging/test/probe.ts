// What the tests of messages share: their own templates, a local HTTP server, the state of a message.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestCity } from '#test/city.ts'
import { seedTemplates } from '../server/templates.ts'

/** Templates that a module would declare. */
export async function declareTemplates(city: TestCity): Promise<void> {
  const messaging = city.house.find('messaging')! as { templates?: Record<string, any> }
  messaging.templates = {
    ...messaging.templates,
    'messaging.probe': {
      zh: '工单 {no}\n{name}您好，您的诉求 {no} 已答复，来电 {phone}，地址 {address}。',
      en: 'Case {no}\nDear {name}, case {no} is answered.',
    },
    'messaging.alarm': { zh: '告警\n{what}', en: 'Alarm\n{what}', urgent: true },
  }
  await city.ctx(seedTemplates)
}

export type Heard = { method: string; url: string; headers: IncomingMessage['headers']; body: string }

/** A real HTTP server on a free port; `answer` decides what each request gets. */
export async function listen(answer: (heard: Heard, n: number) => { status: number; body?: string }) {
  const heard: Heard[] = []
  const server = createServer((req, res) => {
    const parts: Buffer[] = []
    req.on('data', (part) => parts.push(part))
    req.on('end', () => {
      const one = { method: req.method!, url: req.url!, headers: req.headers, body: Buffer.concat(parts).toString() }
      heard.push(one)
      const { status, body = '' } = answer(one, heard.length)
      res.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  }
}

export async function messageOf(city: TestCity, id: string): Promise<Record<string, any>> {
  return (await city.pool.query('select * from messaging.message where id = $1', [id])).rows[0]!
}
