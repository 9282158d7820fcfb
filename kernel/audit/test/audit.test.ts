// The audit log: written with the deed, sealed once, and any byte touched afterwards is found.

import test from 'node:test'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { sql, type Kysely } from 'kysely'
import { queries, type Pool } from '#kernel/db'
import { headerBytes } from '../server/offline.ts'
import { chainHash, rootOf } from '../server/trees.ts'
import { testCity } from '#test/city.ts'
import { anchor, parseAnchor, proof, seal, sealRestored, verifyAudit, verifyProof, type Proof } from '#kernel/audit'

const city = await testCity()
const sealNow = () => city.ctx((ctx) => seal(ctx.db, ctx.now))
/** Seals until all is sealed: other databases of the same cluster have transactions too, and the horizon waits for them. */
async function sealWhole(): Promise<void> {
  for (let i = 0; i < 300; i++) {
    await sealNow()
    const { rows } = await city.ctx((ctx) =>
      sql<{
        left: boolean
      }>`select exists (select from audit.entry e where not exists (select from audit.leaf l where l.entry_id = e.id)) as left`.execute(
        ctx.db,
      ),
    )
    if (!rows[0]!.left) return
    await setTimeout(100)
  }
}
const idsOf = async (subject: string) =>
  (
    await city.ctx((ctx) => ctx.db.selectFrom('audit.entry').select('id').where('subject', '=', subject).orderBy('id').execute())
  ).map((row) => String(row.id))
const reader = city.as({ permissions: ['audit.entry.read', 'audit.log.verify'] })

test('rows commit with their deed or not at all', async () => {
  await city.ctx(async (ctx) => ctx.audit('test.done', 'test:kept', { n: 1 }), { name: '张三', orgId: null as any })
  await assert.rejects(
    city.ctx(async (ctx) => {
      ctx.audit('test.done', 'test:lost')
      throw new Error('stop')
    }),
  )
  assert.equal((await idsOf('test:kept')).length, 1)
  assert.equal((await idsOf('test:lost')).length, 0)
})

test('the chain goes on past its ninth batch, and verifies in the order of its numbers', async () => {
  for (let i = 0; i < 12; i++) {
    await city.ctx(async (ctx) => ctx.audit('test.chain', `test:chain/${i}`))
    await sealWhole()
  }
  const { rows } = await city.pool.query('select count(*)::int as n, max(no)::int as last from audit.batch')
  assert.ok(rows[0]!['last'] >= 12)
  assert.equal(rows[0]!['n'], rows[0]!['last'])
  const report = await city.ctx((ctx) => verifyAudit(ctx.db))
  assert.deepEqual(report.differences, [])
  assert.equal(report.batches, rows[0]!['n'])
  assert.equal(report.head?.no, String(rows[0]!['last']))
})

test(
  'transactions that commit out of order are each sealed exactly once, and only when finished',
  { skip: city.pool.kind === 'embedded' },
  async () => {
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
    const begun = gates.map(() => Promise.withResolvers<void>())
    const open = gates.map((gate, i) =>
      city.ctx(async (ctx) => {
        await sql`insert into audit.entry (at, trace, actor_kind, action, subject) values (now(), 't', 'system', 'test', ${`test:order/${i}`})`.execute(
          ctx.db,
        )
        begun[i]!.resolve()
        await gate.promise
      }),
    )
    await Promise.all(begun.map((one) => one.promise))
    const sealedOf = async () => {
      const rows = await city.ctx((ctx) =>
        ctx.db
          .selectFrom('audit.leaf as l')
          .innerJoin('audit.entry as e', 'e.id', 'l.entryId')
          .select('e.subject')
          .where('e.subject', 'like', 'test:order/%')
          .execute(),
      )
      return rows
        .map((row) => row.subject.slice(11))
        .toSorted()
        .join('')
    }
    for (const [i, expected] of [
      [2, ''],
      [0, ''],
      [3, ''],
      [1, '0123'],
    ] as const) {
      gates[i]!.resolve()
      await open[i]
      // The oldest open transaction holds the horizon: what began after it waits, so that nothing is ever sealed past.
      await Promise.all([sealNow(), sealNow()])
      if (expected) await sealWhole()
      const sealed = await sealedOf()
      assert.ok(expected === '' ? !sealed.includes('1') : sealed === expected, `${i}: ${sealed}`)
    }
    assert.deepEqual((await city.ctx((ctx) => verifyAudit(ctx.db))).differences, [])
  },
)

test('a proof verifies offline, alone and up to a published batch, and fails when anything in it is altered', async () => {
  for (let i = 0; i < 5; i++)
    await city.ctx(async (ctx) => ctx.audit('test.proved', 'test:proof', { text: `第 ${i} 行 "quoted" \\ €`, n: i / 3 }))
  const id = (await idsOf('test:proof'))[2]!
  if (city.pool.kind === 'embedded')
    await assert.rejects(
      city.ctx((ctx) => proof(ctx.db, id)),
      { code: 'audit.entry.unsealed' },
    )
  await sealWhole()
  await city.ctx(async (ctx) => ctx.audit('test.later', 'test:later'))
  await sealWhole()
  const published = parseAnchor((await city.ask(null, 'GET /api/audit/anchor')).body.anchor.text)
  const reply = await city.ask(reader, `GET /api/audit/entries/${id}/proof?to=${published.no}`)
  const json = reply.body as Proof
  assert.ok(json.next.length >= 1)
  assert.deepEqual(verifyProof(reply.text), { ok: true, no: published.no, chain: published.chain, at: json.next.at(-1)!.at })
  // Each text in the proof, one after another, with one character changed.
  const spoil = (text: string) => `${text[0] === '1' ? '2' : '1'}${text.slice(1)}`
  const paths: (string | number)[][] = []
  const walk = (value: unknown, path: (string | number)[]) => {
    if (value !== null && typeof value === 'object') for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key])
    else paths.push(path)
  }
  walk(json, [])
  assert.ok(paths.length > 30)
  for (const path of paths) {
    const altered = structuredClone(json) as any
    const holder = path.slice(0, -1).reduce((value, key) => value[key], altered)
    const key = path.at(-1)!
    holder[key] = typeof holder[key] === 'number' ? holder[key] + 1 : spoil(holder[key] ?? 'x')
    const verdict = verifyProof(altered)
    assert.ok(!verdict.ok || verdict.chain !== published.chain || verdict.no !== published.no, path.join('.'))
  }
  for (const bad of ['', '{}', 'null', '[]', '{"kind":"yicheng-audit-proof","version":1}'])
    assert.equal(verifyProof(bad).ok, false)
  const file = join(mkdtempSync(join(tmpdir(), 'proof-')), 'proof.json')
  writeFileSync(file, reply.text)
  const script = join(import.meta.dirname, '../server/offline.ts')
  assert.match((await promisify(execFile)(process.execPath, [script, file])).stdout, new RegExp(published.chain))
  writeFileSync(file, reply.text.replace('quoted', 'quotes'))
  await assert.rejects(promisify(execFile)(process.execPath, [script, file]), { code: 1 })
  for (const [path, status, code] of [
    ['999999999999/proof', 404, 'audit.entry.unknown'],
    [`${id}/proof?to=999999999`, 404, 'audit.batch.unknown'],
    ['x/proof', 400, undefined],
  ] as const) {
    const refused = await city.ask(reader, `GET /api/audit/entries/${path}`)
    assert.deepEqual([refused.status, refused.body.code], [status, code ?? refused.body.code])
  }
})

test('the application role cannot change or delete what is written', async () => {
  for (const table of ['entry', 'batch', 'leaf']) {
    for (const statement of [
      `delete from audit.${table}`,
      `truncate audit.${table}`,
      `update audit.${table} set ${{ entry: 'ip', batch: 'at', leaf: 'hash' }[table]!} = default`,
    ]) {
      await assert.rejects(
        city.ctx((ctx) => sql.raw(statement).execute(ctx.db)),
        /permission denied/,
        statement,
      )
    }
  }
})

// --- tampering, as the owner of the database, in a transaction that is rolled back -------------------------------------

/** A log of its own: 23 rows in batches of four, then whatever is tried; nothing of it stays. */
async function laboratory(work: (db: Kysely<any>, exec: (text: string) => Promise<unknown>) => Promise<void>): Promise<void> {
  await city.pool.asOwner(async (exec) => {
    const db = queries({ connect: async () => ({ query: exec, release() {} }) } as unknown as Pool)
    await exec('begin')
    try {
      for (const table of ['leaf', 'batch', 'entry']) await exec(`delete from audit.${table}`)
      await exec(`insert into audit.entry (at, trace, actor_kind, actor_id, on_behalf_of, org_id, action, subject, detail, ip, xid)
        select now(), 'trace' || n, 'staff', 'actor' || n, 'other', 'org', 'test.act', 'subject/' || n, jsonb_build_object('n', n, 'text', '文字'), '10.0.0.1', (100 + n / 3)::text::xid8
        from generate_series(1, 23) n`)
      assert.equal(await seal(db, new Date('2026-11-22T04:00:00Z'), 'sha256', 4), 23)
      assert.deepEqual(await verifyAudit(db), {
        ok: true,
        batches: 6,
        sealed: 23,
        unsealed: 0,
        head: (await verifyAudit(db)).head,
        differences: [],
        more: 0,
      })
      await work(db, exec)
    } finally {
      await exec('rollback')
    }
  })
}

const changes = {
  entry: {
    trace: `trace || ' '`,
    actor_kind: `'Staff'`,
    actor_id: 'null',
    on_behalf_of: `''`,
    org_id: `org_id || 'x'`,
    action: 'upper(action)',
    subject: `subject || '0'`,
    detail: `detail || '{"text":"文学"}'`,
    ip: `'10.0.0.2'`,
    at: `at + interval '1 microsecond'`,
    xid: `(xid::text::bigint + 1)::text::xid8`,
  },
  leaf: {
    hash: `set_byte(hash, 31, get_byte(hash, 31) # 1)`,
    position: 'position + 100',
    entry_id: 'entry_id + 1000',
    batch: `case when batch = 6 then 5 else batch + 1 end, position = position + 50`,
  },
  batch: {
    root: `set_byte(root, 0, get_byte(root, 0) # 128)`,
    chain: `set_byte(chain, 0, get_byte(chain, 0) # 1)`,
    prev_chain: `set_byte(prev_chain, 9, get_byte(prev_chain, 9) # 1)`,
    count: 'count + 1',
    at: `at + interval '1 second'`,
    reason: `'restart'`,
    algorithm: `'sm3'`,
    format: '2',
    from_xid: `'7'`,
    to_xid: `'9'`,
  },
} as const

test('one change anywhere is found: any row, any column, entries, leaves and batches', async () => {
  await laboratory(async (db, exec) => {
    const places = (Object.keys(changes) as (keyof typeof changes)[]).flatMap((table) =>
      Object.entries(changes[table]).map(([column, change]) => ({ table, column, change })),
    )
    const check = async ({ table, column, change }: (typeof places)[number], row: number) => {
      await exec('savepoint attempt')
      const key = { entry: 'id', leaf: 'entry_id', batch: 'no' }[table]
      await exec(
        `update audit.${table} set ${column} = ${change} where ${key} = (select ${key} from audit.${table} order by ${key} offset ${row} limit 1)`,
      )
      const report = await verifyAudit(db)
      assert.equal(report.ok, false, `${table}.${column} of row ${row}`)
      assert.ok(report.differences.length > 0)
      await exec('rollback to attempt')
    }
    for (const place of places) await check(place, 2)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.nat(22), (place, row) =>
        check(place, place.table === 'batch' ? row % 6 : row),
      ),
      { numRuns: 30 },
    )
    assert.equal((await verifyAudit(db)).ok, true)
  })
})

test('the report says what was done: changed, deleted, inserted, cut off', async () => {
  await laboratory(async (db, exec) => {
    const head = (await anchor(db))!
    const found = async (...statements: string[]) => {
      await exec('savepoint attempt')
      for (const statement of statements) await exec(statement)
      const { differences } = await verifyAudit(db, [head])
      await exec('rollback to attempt')
      return [...new Set(differences.map((one) => `${one.what} ${one.batch}`))].join(', ')
    }
    const tenth = '(select id from audit.entry order by id offset 9 limit 1)'
    assert.equal(await found(`update audit.entry set ip = '' where id = ${tenth}`), 'entry.changed 3')
    assert.equal(await found(`delete from audit.entry where id = ${tenth}`), 'entry.missing 3')
    assert.equal(await found(`update audit.leaf set hash = hash || '\\x00' where entry_id = ${tenth}`), 'leaf.changed 3')
    assert.equal(
      await found(`delete from audit.leaf where entry_id = ${tenth}`),
      'leaf.missing 3, leaf.changed 3, entry.inserted null',
    )
    assert.equal(
      await found(
        `insert into audit.entry (at, trace, actor_kind, action, subject, xid) values (now(), '', 'staff', 'forged', '', '101')`,
      ),
      'entry.inserted null',
    )
    assert.equal(await found(`update audit.batch set count = 3 where no = 2`), 'batch.changed 2, leaf.extra 2')
    assert.equal(
      await found('delete from audit.leaf where batch = 3', 'delete from audit.batch where no = 3'),
      'batch.missing 3, entry.inserted null',
    )
    // A whole tail cut off looks sound from inside: only who kept the anchor sees it.
    const tail = [
      'delete from audit.entry where id in (select entry_id from audit.leaf where batch = 6)',
      'delete from audit.leaf where batch = 6',
      'delete from audit.batch where no = 6',
    ]
    assert.equal(await found(...tail), 'anchor.missing 6')
    await exec('savepoint attempt')
    for (const statement of tail) await exec(statement)
    assert.equal((await verifyAudit(db)).ok, true)
    await exec('rollback to attempt')
    assert.deepEqual((await verifyAudit(db, [{ no: '2', chain: '00' }])).differences, [
      { what: 'anchor.differs', batch: '2', entry: null },
    ])
  })
})

test('a log restored into a cluster with lower transaction ids stays verifiable and goes on being sealed', async () => {
  await laboratory(async (db, exec) => {
    // As if from a cluster far ahead: sealed rows up to 9·10^15, and one that was not sealed yet.
    await exec(
      `insert into audit.entry (at, trace, actor_kind, action, subject, xid) values (now(), '', 'staff', 'a', '', '9000000000000001')`,
    )
    assert.equal(await sealRestored(db, new Date('2026-11-22T04:00:00Z'), 'sha256', 4), 1)
    assert.equal((await verifyAudit(db)).ok, true)
    const again = await sealRestored(db, new Date('2026-11-22T04:00:01Z'))
    assert.equal(again, 0)
    // Rows of finished transactions of this cluster, above the new horizon's beginning.
    const before = (await verifyAudit(db)).batches
    await exec(`insert into audit.entry (at, trace, actor_kind, action, subject) values (now(), '', 'staff', 'own', '')`)
    assert.equal(await seal(db, new Date()), 0)
    const report = await verifyAudit(db)
    assert.deepEqual([report.ok, report.unsealed, report.batches], [true, 1, before])
  })
})

test('without sealRestored the sealer notices a horizon from another cluster by itself', async () => {
  await laboratory(async (db, exec) => {
    // A log as a cluster far ahead would have left it: one empty batch, one row not sealed yet.
    for (const table of ['leaf', 'batch', 'entry']) await exec(`delete from audit.${table}`)
    await exec(`insert into audit.entry (at, trace, actor_kind, action, subject, xid) values (now(), '', 'staff', 'a', '', '5')`)
    const header = { no: '1', reason: 'seal', algorithm: 'sha256', format: '1', count: '0', fromXid: '0', toXid: '9000000000000000', at: '2026-11-22T04:00:00.000000Z',
      root: rootOf('sha256', []).toString('hex'), prevChain: '00'.repeat(32), chain: '' } // prettier-ignore
    const chain = chainHash('sha256', headerBytes(header)).toString('hex')
    await exec(
      `insert into audit.batch values (1, 'seal', 'sha256', 1, 0, '0', '9000000000000000', '2026-11-22T04:00:00Z', '\\x${header.root}', '\\x${header.prevChain}', '\\x${chain}')`,
    )
    assert.equal(await seal(db, new Date()), 1)
    assert.equal((await verifyAudit(db)).ok, true)
    const reasons = await db.selectFrom('audit.batch').select('reason').orderBy('no').execute()
    assert.deepEqual(
      reasons.map((row) => row.reason),
      ['seal', 'restart'],
    )
  })
})

test('entries are listed newest first, by filters and by cursor, each once', async () => {
  for (let i = 0; i < 7; i++)
    await city.ctx(async (ctx) => (ctx.audit('test.list', `test:list_%/${i}`), ctx.audit('test.other', `test:list_%/${i}`)))
  const list = (query: string) => city.ask(reader, `GET /api/audit/entries?${query}`)
  const subject = `subject=${encodeURIComponent('test:list_%/')}`
  const seen: string[] = []
  let after = ''
  for (;;) {
    const { body } = await list(`${subject}&action=test.list&size=3${after}`)
    seen.push(...body.items.map((item: any) => item.subject.slice(12)))
    if (body.next === null) break
    after = `&after=${body.next}`
  }
  assert.deepEqual(seen, ['6', '5', '4', '3', '2', '1', '0'])
  assert.equal((await list(`${subject}&size=100`)).body.items.length, 14)
  assert.equal((await list(`${subject}&from=2199-01-01T00:00:00Z`)).body.items.length, 0)
  assert.equal((await list(`${subject}&to=2199-01-01T00:00:00Z&size=100`)).body.items.length, 14)
  assert.equal((await list('after=x')).body.code, 'audit.cursor')
  const batches = (await city.ask(reader, 'GET /api/audit/batches?size=1')).body
  assert.equal(batches.items.length, 1)
  if (batches.next)
    assert.equal(
      Number((await city.ask(reader, `GET /api/audit/batches?size=1&after=${batches.next}`)).body.items[0].no),
      Number(batches.next) - 1,
    )
  const report = (await city.ask(reader, 'POST /api/audit/verify', {})).body
  assert.deepEqual([report.ok, report.differences], [true, []])
})
