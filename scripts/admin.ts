// The administrator's command line: backup, restore, users, verify-audit. Embedded cities must be stopped first; PostgreSQL ones need not.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { anchor, parseAnchor, sealRestored, verifyAudit } from '#kernel/audit'
import { backup, restore } from '#kernel/db'
import { bootCity, type City } from '#kernel/http'
import { createUser, listUsers, lockUser, resetUser } from '#kernel/identity'
import { configOf } from './config.ts'

const usage = `npm run admin -- <command>

  backup <folder>               write all rows and files into a new folder
  restore <folder>              replace everything by a backup of the same version
  users                         list staff accounts
  users add <login> <name> [organisation code]
  users reset <login>           give a new first password
  users lock|unlock <login>
  verify-audit [anchor file]    recompute the sealed log; says what differs, exit code 1
  anchor                        print the head of the sealed log, to be kept elsewhere

DATABASE_URL or YICHENG_DATA name the city, as for npm start.`

const commands: Record<string, (city: City, args: string[]) => Promise<number>> = {
  async backup(city, [folder]) {
    if (!folder) return wrong()
    await backup(city.pool, folder, join(city.config.data, 'files'), console.log)
    return 0
  },
  async restore(city, [folder]) {
    if (!folder) return wrong()
    await restore(city.pool, folder, join(city.config.data, 'files'), console.log)
    // The restored rows carry transaction ids of another cluster: the chain goes on from here.
    await city.db.transaction().execute((trx) => sealRestored(trx, new Date()))
    return 0
  },
  async users(city, [verb, login, name, org]) {
    if (!verb) {
      for (const one of await city.run({ action: 'admin users', read: true }, (ctx) => listUsers(ctx, 10_000)))
        console.log([one.login, one.name, one.org, one.state, one.lastSeenAt?.toISOString() ?? '-'].join('\t'))
      return 0
    }
    if (!login) return wrong()
    const run = <T>(work: Parameters<City['run']>[1]) => city.run({ action: `admin users ${verb}` }, work) as Promise<T>
    if (verb === 'add' && name)
      console.log((await run<{ password: string }>((ctx) => createUser(ctx, { login, name, ...(org ? { org } : {}) }))).password)
    else if (verb === 'reset') console.log((await run<{ password: string }>((ctx) => resetUser(ctx, login))).password)
    else if (verb === 'lock' || verb === 'unlock')
      console.log((await run<{ state: string }>((ctx) => lockUser(ctx, login, verb === 'lock'))).state)
    else return wrong()
    return 0
  },
  async 'verify-audit'(city, [file]) {
    const report = await verifyAudit(city.db, file ? [parseAnchor(readFileSync(file, 'utf8'))] : [])
    console.log(JSON.stringify(report, null, 2))
    return report.differences.length ? 1 : 0
  },
  async anchor(city) {
    console.log((await anchor(city.db))?.text ?? 'nothing is sealed yet')
    return 0
  },
}

function wrong(): number {
  console.error(usage)
  return 2
}

const [name, ...args] = process.argv.slice(2)
const command = commands[name ?? '']
if (!command) process.exit(wrong())
try {
  const city = await bootCity(configOf(process.env), { manualJobs: true, log: false })
  const code = await command(city, args).finally(() => city.stop())
  process.exit(code)
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
