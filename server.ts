// Starts the city: configuration, database, kernel, systems, demo, listen; stops it cleanly on SIGTERM.

import { loadDemo } from '#city/load.ts'
import { bootCity } from '#kernel/http'
import { configOf } from './scripts/config.ts'

const { env } = process
const port = Number(env['PORT'] || 8080)
const size = env['YICHENG_DEMO'] || 'default'
const started = performance.now()
const say = (line: string) => console.error(`[${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s] ${line}`)

try {
  const city = await bootCity(configOf(env), { progress: say })
  const accounts = size === 'none' ? [] : await loadDemo(city, size === 'full' ? 'full' : 'default', say)
  await city.app.listen({ port, host: env['HOST'] || '0.0.0.0' })
  console.log(`\n一城 Yicheng  http://localhost:${port}  ·  工作台 staff: http://localhost:${port}/desk`)
  for (const line of accounts) console.log(`  ${line}`)

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    say(`${signal}: stopping`)
    setTimeout(() => process.exit(1), 25_000).unref()
    await city.stop()
    say('stopped')
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
} catch (error) {
  console.error((error as Error).message)
  if (env['LOG_LEVEL'] === 'debug') console.error(error)
  process.exit(1)
}
