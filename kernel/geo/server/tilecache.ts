// Keeps finished tiles: an LRU by bytes in memory before a SQLite file in the data folder.
import { DatabaseSync } from 'node:sqlite'

/** One layer's part of a tile, uncompressed, ready to be concatenated. */
export type Part = { bytes: Uint8Array; features: number; dropped: number }

export type TileCache = {
  get(key: string): Part | undefined
  /** `keep` false holds it in memory only: layers that not everybody may see never reach the disk. */
  set(key: string, part: Part, keep: boolean): void
  close(): void
  stats(): { items: number; bytes: number; hits: number; misses: number; fromDisk: number }
}

/** A cache of `memoryBytes`, with a file of at most about `fileBytes` when `file` is named; in memory the longest unused go first, on disk the oldest. */
export function createTileCache({
  memoryBytes = 64 << 20,
  file,
  fileBytes = 512 << 20,
}: { memoryBytes?: number; file?: string; fileBytes?: number } = {}): TileCache {
  const memory = new Map<string, Part>()
  const counted = { bytes: 0, hits: 0, misses: 0, fromDisk: 0 }
  const weight = (key: string, part: Part) => part.bytes.length + key.length * 2 + 120
  const disk = file ? openDisk(file, fileBytes) : undefined

  const remember = (key: string, part: Part) => {
    const old = memory.get(key)
    if (old) {
      memory.delete(key)
      counted.bytes -= weight(key, old)
    }
    memory.set(key, part)
    counted.bytes += weight(key, part)
    for (const [oldest, its] of memory) {
      if (counted.bytes <= memoryBytes) break
      memory.delete(oldest)
      counted.bytes -= weight(oldest, its)
    }
  }

  return {
    get(key) {
      const part = memory.get(key)
      if (part) {
        counted.hits++
        memory.delete(key)
        memory.set(key, part)
        return part
      }
      const stored = disk?.get(key)
      if (stored) {
        counted.fromDisk++
        remember(key, stored)
        return stored
      }
      counted.misses++
      return undefined
    },
    set(key, part, keep) {
      remember(key, part)
      if (keep) disk?.set(key, part)
    },
    close: () => disk?.close(),
    stats: () => ({ items: memory.size, ...counted }),
  }
}

function openDisk(file: string, limit: number) {
  const db = new DatabaseSync(file)
  // losing the newest tiles in a power cut costs only their making again
  db.exec(`pragma journal_mode = wal; pragma synchronous = off; pragma busy_timeout = 2000;
    create table if not exists tile (key text primary key, bytes blob not null, features int not null, dropped int not null, at int not null) without rowid;
    create index if not exists tile_at on tile (at);`)
  const read = db.prepare('select bytes, features, dropped from tile where key = ?')
  const write = db.prepare(
    'insert into tile values (?, ?, ?, ?, unixepoch()) on conflict (key) do update set bytes = excluded.bytes, at = excluded.at',
  )
  const size = db.prepare('select coalesce(sum(length(bytes)), 0) as n from tile')
  const oldest = db.prepare('delete from tile where key in (select key from tile order by at limit 500)')
  let waiting: [string, Part][] = []
  let written = 0
  let open = true
  const flush = () => {
    const batch = waiting
    waiting = []
    if (!open || !batch.length) return
    try {
      db.exec('begin')
      for (const [key, part] of batch) write.run(key, part.bytes, part.features, part.dropped)
      db.exec('commit')
      written += batch.length
      if (written < 200) return
      written = 0
      for (let rounds = 0; rounds < 50 && Number(size.get()!.n) > limit; rounds++) oldest.run()
    } catch {
      // another process holds the file, or the disk is full: a cache may lose what it was given
      if (db.isTransaction) db.exec('rollback')
    }
  }
  return {
    get(key: string): Part | undefined {
      const row = read.get(key) as { bytes: Uint8Array; features: number; dropped: number } | undefined
      return row && { bytes: row.bytes, features: row.features, dropped: row.dropped }
    },
    set(key: string, part: Part) {
      // after the answer has gone out: writing to disk must not hold up whoever asked
      if (waiting.push([key, part]) === 1) setImmediate(flush)
    },
    close() {
      flush()
      open = false
      db.close()
    },
  }
}
