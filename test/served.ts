// Runs server.ts as a process of its own on a free port, for browser journeys and for faults that kill it.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { root } from './city.ts'

export type Served = {
  url: string
  data: string
  output(): string
  /** Ends it as an operator would, and resolves with the exit code. */
  stop(): Promise<number | null>
  /** kill -9. */
  kill(): Promise<void>
  /** Starts again on the same data. */
  again(): Promise<void>
  /** Stops it and drops its database. */
  end(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** On PostgreSQL (DATABASE_URL) the server gets an empty database of its own; otherwise an embedded one in a temporary folder. */
export async function serve(env: Record<string, string> = {}): Promise<Served> {
  const data = mkdtempSync(join(tmpdir(), 'yicheng-served-'))
  const port = await freePort()
  const server = process.env['DATABASE_URL']
  let databaseUrl = ''
  let drop = async () => {}
  if (server) {
    const name = `yc_served_${process.pid}_${port}`
    const admin = async (text: string) => {
      const client = new pg.Client({ connectionString: server })
      await client.connect()
      await client.query(text).finally(() => client.end())
    }
    await admin(`create database ${name} template template0 encoding 'UTF8'`)
    databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href
    drop = () => admin(`drop database if exists ${name} with (force)`)
  }
  let child: ChildProcess
  let output = ''
  const exited = () =>
    new Promise<number | null>((resolve) =>
      child.exitCode !== null || child.signalCode !== null ? resolve(child.exitCode) : child.once('exit', resolve),
    )
  const start = async () => {
    child = spawn(process.execPath, ['server.ts'], {
      cwd: root,
      env: {
        ...process.env,
        PORT: String(port),
        HOST: '127.0.0.1',
        YICHENG_DATA: data,
        DATABASE_URL: databaseUrl,
        YICHENG_DEMO: 'none',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    output = ''
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes(`http://localhost:${port}`)) resolve()
      }
      child.stdout!.on('data', hear)
      child.stderr!.on('data', hear)
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)))
    })
  }
  await start()
  const served: Served = {
    url: `http://127.0.0.1:${port}`,
    data,
    output: () => output,
    async stop() {
      child.kill('SIGTERM')
      return exited()
    },
    async kill() {
      child.kill('SIGKILL')
      await exited()
    },
    again: start,
    async end() {
      if (child.exitCode === null && child.signalCode === null) await served.stop()
      await drop()
    },
  }
  return served
}
