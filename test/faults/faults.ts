import { drawEdit } from './edits.ts'
import type { Edit } from './edits.ts'
import type { Plant } from './plant.ts'
import type { Random } from './random.ts'
import type { Trigger } from './way.ts'

/** What happens to whom, beside an edit of the Source: an ending by SIGKILL, of a backend, of a connection, a wait. */
export const deeds = [
  'kill-etl',
  'kill-etl',
  'end-backend',
  'cancel-backend',
  'cut',
  'delay',
  'kill-connector',
  'end-source-backends',
  'edit',
] as const

export type Fault =
  | {
      readonly kind: 'on-the-way'
      readonly to: 'target' | 'connector'
      readonly trigger: Trigger
      readonly deed: (typeof deeds)[number]
      readonly edit: Edit
    }
  /** The Target's disk is full: as a table's trigger says it, or as it is. */
  | {
      readonly kind: 'full-disk'
      readonly table: string | undefined
      readonly statement: 'insert' | 'update'
    }

/** What the ETL says to the Target, as a load goes on. */
const statements = [
  'begin',
  'pg_advisory_xact_lock',
  'pg_inherits',
  'copy ',
  'create table',
  'create temp',
  'primary key',
  'attach partition',
  'savepoint',
  'drop table',
  'insert into "signal"',
  'insert into data',
  'update data',
  'delete from data',
  'bin_reason',
  'insert into "load"',
  'source_day',
  'sync_run',
  'from load',
  'commit',
]

export function drawFault(random: Random, plant: Plant, isDiskReal: boolean): Fault {
  if (random.chance(0.12)) {
    const table = random.pick(['data', 'load', 'bin_reason', 'signal', undefined])
    const statement = random.pick(['insert', 'update'] as const)
    return { kind: 'full-disk', table: table ?? (isDiskReal ? undefined : 'load'), statement }
  }
  const to = random.chance(0.7) ? 'target' : 'connector'
  const own =
    to === 'target'
      ? deeds.slice(0, 6)
      : deeds.filter((deed) => !/^(end|cancel)-backend/.test(deed))
  return {
    kind: 'on-the-way',
    to,
    trigger: drawTrigger(random, to),
    deed: random.pick([...own, 'edit']),
    edit: drawEdit(random, plant),
  }
}

function drawTrigger(random: Random, to: 'target' | 'connector'): Trigger {
  const isPassedOn = random.chance(0.5)
  if (to === 'connector') {
    const side = random.chance(0.8) ? 'server' : 'client'
    const count = side === 'client' ? 1 + random.below(1500) : 1 + 4 ** random.below(9)
    return { side, count, isPassedOn }
  }
  const chance = random.below(10)
  if (chance < 7) {
    const count = random.chance(0.7) ? 1 : 2 + random.below(2)
    return { side: 'client', text: random.pick(statements), count, isPassedOn }
  }
  if (chance < 9) return { side: 'client', count: 200 + 3 ** random.below(11), isPassedOn }
  return { side: 'server', count: 100 + 2 ** random.below(14), isPassedOn }
}
