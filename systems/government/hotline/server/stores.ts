// Writes demo tickets with everything that hangs on them, a thousand at a time.

import { sql } from 'kysely'
import type { History } from '#kernel/cases'
import { stableId } from '#kernel/identity'
import type { Context } from '#kernel/module'
import { contentCodes } from './content-codes.ts'
import type { Life } from './lives.ts'

export type Made = { row: Record<string, unknown>; caller: Record<string, unknown>; history: History; life: Life }

/** Rows of all tables, a thousand tickets at a time, one statement each. */
export async function storeLives(ctx: Context, made: Made[], orgs: Map<string, string>): Promise<void> {
  const put = (table: string, types: string, rows: object[]) => {
    const names = types
      .split(', ')
      .map((one) => one.split(' ')[0])
      .join(', ')
    return sql`insert into ${sql.raw(table)} (${sql.raw(names)}) select ${sql.raw(names)} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(${sql.raw(types)})`.execute(
      ctx.db,
    )
  }
  for (let at = 0; at < made.length; at += 1000) {
    const part = made.slice(at, at + 1000)
    const plain = [
      'id',
      'no',
      'case_id',
      'channel',
      'request_type',
      'content_code',
      'classified',
      'title',
      'content',
      'confidential',
      'urgency',
      'area',
      'address',
      'cell',
      'state',
      'open',
      'org_id',
      'centre_id',
      'limit_text',
      'due_at',
      'late',
      'dispatched_at',
      'signed_at',
      'contacted_at',
      'replied_at',
      'closed_at',
      'archived_at',
      'returns',
      'reply',
      'solved',
      'refusal',
      'satisfaction',
      'rated_by',
      'rated_at',
      'dissatisfied',
      'created_at',
      'created_by',
      'updated_at',
    ].join(', ')
    await sql`insert into hotline.ticket (${sql.raw(plain)}, geom) select ${sql.raw(
      plain
        .split(', ')
        .map((name) => `(t).${name}`)
        .join(', '),
    )}, st_setsrid(st_makepoint(lng, lat), 4326)
      from (select jsonb_populate_record(null::hotline.ticket, x) as t, (x->>'lng')::float8 as lng, (x->>'lat')::float8 as lat from jsonb_array_elements(${JSON.stringify(part.map((one) => one.row))}::jsonb) x) r`.execute(
      ctx.db,
    )
    await put(
      'hotline.caller',
      'ticket_id uuid, person_id uuid, name text, gender text, phone text, query_code text, device text',
      part.map((one) => one.caller),
    )
    const under = (one: Made, key: string, i: number) => ({
      id: stableId(`hotline.${key}`, `${String(one.row['no'])}/${i}`),
      ticket_id: one.row['id'],
    })
    await put(
      'hotline.dispatch',
      'id uuid, ticket_id uuid, n int2, org_id uuid, at timestamptz, by_id uuid, allowance text',
      part.flatMap((one) =>
        one.life.dispatches.map((each, i) => ({
          ...under(one, 'dispatch', i),
          n: each.n,
          org_id: each.orgId,
          at: each.at,
          by_id: each.byId,
          allowance: each.allowance,
        })),
      ),
    )
    await put(
      'hotline.return_step',
      'id uuid, ticket_id uuid, org_id uuid, at timestamptz, by_id uuid, kind text, code text, basis text',
      part.flatMap((one) =>
        one.life.returns.map((each, i) => ({
          ...under(one, 'return', i),
          org_id: each.orgId,
          at: each.at,
          by_id: each.byId,
          kind: each.kind,
          code: each.code,
          basis: each.basis,
        })),
      ),
    )
    await put(
      'hotline.callback_try',
      'id uuid, ticket_id uuid, at timestamptz, by_id uuid, outcome text, note text',
      part.flatMap((one) =>
        one.life.tries.map((each, i) => ({
          ...under(one, 'try', i),
          at: each.at,
          by_id: each.byId,
          outcome: each.outcome,
          note: each.note,
        })),
      ),
    )
    const short = (code: string) => contentCodes.find((one) => one.code === code)?.name.zh ?? ''
    const open = part.filter(
      ({ row }) =>
        row['state'] === 'closed' && !row['confidential'] && row['request_type'] !== 'REPORT' && String(row['no']).endsWith('1'),
    )
    await put(
      'hotline.answered',
      'ticket_id uuid, title text, question text, answer text, content_code text, org_name text, asked_on date, answered_on date, published_at timestamptz',
      open.map(({ row }) => {
        const reply = row['reply'] as { found: string; basis: string; result: string }
        return {
          ticket_id: row['id'],
          title: `${/^株洲市(.{1,4}[区县市])/.exec(String(row['address']))?.[1] ?? ''}${short(String(row['content_code']))}`,
          question: row['content'],
          answer: `${reply.found}。依据${reply.basis}，${reply.result}。`,
          content_code: row['content_code'],
          org_name: orgs.get(String(row['org_id'])) ?? '',
          asked_on: row['created_at'],
          answered_on: row['replied_at'],
          published_at: row['closed_at'],
        }
      }),
    )
  }
}
