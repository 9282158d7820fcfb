// Configuration from the environment, the same for the server and the administrator's command line.

import { join, resolve } from 'node:path'
import { facts } from '#city/facts.ts'
import type { Config } from '#kernel/http'

export function configOf(env: Record<string, string | undefined>): Config {
  const systems = env['YICHENG_SYSTEMS']
  return {
    root: join(import.meta.dirname, '..'),
    data: resolve(env['YICHENG_DATA'] || './data'),
    databaseUrl: env['DATABASE_URL'] || undefined,
    systems: !systems || systems === 'all' ? 'all' : systems.split(','),
    city: facts,
    logLevel: env['LOG_LEVEL'] || 'warn',
    proxies: Number(env['YICHENG_PROXIES'] || 0),
    env,
  }
}
