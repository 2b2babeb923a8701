import { setTimeout as sleep } from 'node:timers/promises'
import { applyEdit } from './edits.ts'
import type { Fault } from './faults.ts'
import type { Passage } from './way.ts'
import type { StartedCommand, World } from './world.ts'

/** A fault that waits for its moment. */
export interface ArmedFault {
  /** Ends it; gives whether it has happened. */
  end(): Promise<boolean>
}

/** `commands`: those that run, the first of which a kill is for. */
export async function armFault(
  world: World,
  fault: Fault,
  commands: () => readonly StartedCommand[],
): Promise<ArmedFault> {
  if (fault.kind === 'full-disk') return fillDisk(world, fault)
  const way = fault.to === 'target' ? world.toTarget : world.toConnector
  let doing = Promise.resolve()
  way.arm(fault.trigger, (passage) => (doing = act(world, fault, passage, commands)))
  return {
    async end() {
      const hasActed = way.disarm()
      await doing
      return hasActed
    },
  }
}

type OnTheWay = Extract<Fault, { kind: 'on-the-way' }>

async function act(
  world: World,
  { deed, edit }: OnTheWay,
  passage: Passage,
  commands: () => readonly StartedCommand[],
): Promise<void> {
  switch (deed) {
    case 'kill-etl':
      commands().at(0)?.child.kill('SIGKILL')
      break
    case 'end-backend':
      await signalBackend(world, 'pg_terminate_backend', passage)
      break
    case 'cancel-backend':
      await signalBackend(world, 'pg_cancel_backend', passage)
      break
    case 'cut':
      passage.cut()
      break
    case 'delay':
      await sleep(150)
      break
    case 'kill-connector':
      await world.restartConnector()
      break
    case 'end-source-backends':
      await world.source.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
      )
      break
    case 'edit':
      await applyEdit(world.source, edit, world.plant)
  }
}

async function signalBackend({ admin }: World, how: string, { port }: Passage): Promise<void> {
  await admin.query(`select ${how}(pid) from pg_stat_activity where client_port = $1`, [port])
}

async function fillDisk(
  world: World,
  { table, statement }: Extract<Fault, { kind: 'full-disk' }>,
): Promise<ArmedFault> {
  const { target, disk } = world
  if (table === undefined) {
    disk!.fill()
    return { end: async () => (disk!.free(), Promise.resolve(true)) }
  }
  // Before the first load there is no table.
  const { rows } = await target.query<{ there: boolean }>(
    `select to_regclass($1) is not null as there`,
    [table],
  )
  if (!rows[0]!.there) return { end: () => Promise.resolve(false) }
  await target.query(`
    create function refuse_as_full() returns trigger language plpgsql as
      $$ begin raise 'could not extend file: No space left on device' using errcode = '53100'; end $$;
    create trigger full_disk before ${statement} on ${table} for each statement execute function refuse_as_full()`)
  return {
    async end() {
      await target.query(`drop trigger full_disk on ${table}; drop function refuse_as_full()`)
      return true
    },
  }
}
