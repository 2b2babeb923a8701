import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from './world.ts'

/** How long what a kill has left may take to go: a server ends a session when it next hears of it. */
const patience = 20_000

/** What commands left behind when they had ended, in words. */
export async function findLeftOver(world: World): Promise<string[]> {
  const sessions = await untilNone(() => listSessions(world))
  const processes = await untilNone(() => Promise.resolve(listProcesses(world)))
  return [...sessions, ...processes, ...(await listObjects(world)), ...listFiles(world)]
}

async function untilNone(list: () => Promise<string[]>): Promise<string[]> {
  const end = Date.now() + patience
  for (;;) {
    const left = await list()
    if (left.length === 0 || Date.now() > end) return left
    await sleep(10)
  }
}

async function listSessions({ target }: World): Promise<string[]> {
  const { rows } = await target.query<{ left: string }>(
    `select format('a session of the Target, %s: %s', state, left(query, 100)) as left from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
     union all
     select format('an advisory lock: %s %s', classid, objid) from pg_locks
     where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
  )
  return rows.map(({ left }) => left)
}

/** Tables that are no partition, half attached, or temporary; checks that are not valid; prepared transactions. */
async function listObjects({ target }: World): Promise<string[]> {
  const { rows } = await target.query<{ left: string }>(
    `select format('a table: %s', oid::regclass) as left from pg_class
     where relkind in ('r', 'p') and (relpersistence = 't'
       or relnamespace in (select oid from pg_namespace where nspname in ('public', 'minuano_parts')) and not relispartition
         and relname not in ('signal', 'data', 'load', 'bin_reason', 'source_day', 'sync_run', 'changed_day', 'exclusion', 'month_closing', 'late_change')
         and relname not in ('asset_register', 'state_code')
         and relname not in ('minuano_migration', 'minuano_migration_lock'))
     union all select format('a partition that is being detached: %s', inhrelid::regclass) from pg_inherits where inhdetachpending
     union all select format('a constraint: %s of %s', conname, conrelid::regclass) from pg_constraint
       where not convalidated or (contype = 'c' and conrelid in (select inhrelid from pg_inherits where inhparent = to_regclass('data')))
     union all select format('an index that is not valid: %s', indexrelid::regclass) from pg_index where not indisvalid
     union all select format('a prepared transaction: %s', gid) from pg_prepared_xacts`,
  )
  return rows.map(({ left }) => left)
}

function listFiles({ folder }: World): string[] {
  // `.cache` is where the program keeps itself compiled.
  return readdirSync(folder)
    .filter((name) => name !== '.cache')
    .map((name) => `a file: ${name}`)
}

function listProcesses(world: World): string[] {
  if (process.platform !== 'linux') return []
  const serving = world.connectorPids()
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && !serving.includes(Number(name)))
    .filter((pid) => isOfWorld(pid, world.mark))
    .map((pid) => `a process: ${pid}`)
}

function isOfWorld(pid: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`FAULTS_WORLD=${mark}\0`)
  } catch {
    return false
  }
}
