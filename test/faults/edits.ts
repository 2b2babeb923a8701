import type pg from 'pg'
import { secondsPerDay, startOf } from './plant.ts'
import type { Plant } from './plant.ts'
import type { Random } from './random.ts'

export const editKinds = [
  'late',
  'late',
  'change',
  'change',
  'change',
  'tiny',
  'delete',
  'delete-day',
  'null',
  'null-day',
  'nan',
  'duplicate',
  'conflict',
  'conflict-day',
  'out-of-range',
  'heal',
  'heal',
  'no-asset',
  'shift',
] as const

/** What happens to rows of an asset in the Source, in one transaction. */
export interface Edit {
  readonly kind: (typeof editKinds)[number]
  readonly asset: string
  readonly day: string
  /** Seconds of the day: from the first to before the second. */
  readonly from: number
  readonly to: number
  readonly column: 'wind_speed' | 'power'
  /** What makes its values others than those of other edits. */
  readonly salt: number
}

export function drawEdit(random: Random, { assets, days }: Plant): Edit {
  const kind = random.pick(editKinds)
  const [from, length] = [random.below(secondsPerDay), 60 + random.below(4 * 3600)]
  const isWhole =
    kind.endsWith('-day') || kind === 'heal' || (kind === 'late' && random.chance(0.5))
  return {
    kind,
    asset: random.pick(assets),
    day: random.pick(days),
    from: isWhole ? 0 : from,
    to: isWhole ? secondsPerDay : Math.min(secondsPerDay, from + length),
    column: random.pick(['wind_speed', 'power']),
    salt: random.below(1000),
  }
}

/** The statements of an edit. All that goes into them is ours. */
function statementsOf(edit: Edit, sampleSeconds: number): string[] {
  const { kind, column, from, salt } = edit
  const at = (second: number) =>
    `'${new Date((startOf(edit.day) + second) * 1000).toISOString()}'::timestamptz`
  const asset = `'${edit.asset}'`
  const chosen = `asset = ${asset} and t >= ${at(from)} and t < ${at(edit.to)}`
  // A sample at each interval that has no row yet.
  const fill = `
    insert into farm
    select ${asset}, u, 8 + 3 * sin(extract(epoch from u) / 700 + ${salt}),
      900 + 300 * cos(extract(epoch from u) / 900 + ${salt})
    from generate_series(${at(Math.ceil(from / sampleSeconds) * sampleSeconds)},
      ${at(edit.to)} - interval '1 second', interval '${sampleSeconds} seconds') u
    where not exists (
      select from farm where asset = ${asset} and t >= u and t < u + interval '${sampleSeconds} seconds')`
  switch (kind) {
    case 'late':
      return [fill]
    case 'change':
      return [`update farm set ${column} = ${column} * 0.97 + ${salt} / 1e4 where ${chosen}`]
    case 'tiny':
      return [
        `update farm set ${column} = ${column} + ${1 + salt} * 1e-6
         where ctid = (select ctid from farm where ${chosen} order by t limit 1)`,
      ]
    case 'delete':
    case 'delete-day':
      return [`delete from farm where ${chosen}`]
    case 'null':
    case 'null-day':
      return [`update farm set ${column} = null where ${chosen}`]
    case 'nan':
      return [
        `update farm set ${column} = '${['NaN', 'Infinity', '-Infinity'][salt % 3]}'
         where ${chosen} and extract(epoch from t)::int8 % 7 = 0`,
      ]
    case 'duplicate':
      return [`insert into farm select * from farm where ${chosen}`]
    case 'conflict':
      return [
        `insert into farm select asset, t, wind_speed + 0.5, power from farm
         where ${chosen} order by t limit ${1 + (from % 5)}`,
      ]
    case 'conflict-day':
      return [
        `insert into farm select asset, t, wind_speed, power + ${1 + salt} from farm where ${chosen}`,
      ]
    case 'out-of-range':
      return [`update farm set wind_speed = ${99.9 + salt} where ${chosen}`]
    case 'heal':
      return [`delete from farm where ${chosen}`, fill]
    case 'no-asset':
      return [
        'delete from farm where asset is null',
        `insert into farm select null, t, wind_speed, power from farm where ${chosen}`,
      ]
    case 'shift':
      return [
        `update farm set t = t + interval '1 second'
         where ${chosen} and extract(epoch from t)::int8 % ${sampleSeconds} = 0`,
      ]
  }
}

/** Gives how many rows it touched. */
export async function applyEdit(client: pg.Client, edit: Edit, plant: Plant): Promise<number> {
  await client.query('begin')
  let touched = 0
  for (const statement of statementsOf(edit, plant.sampleSeconds)) {
    touched += (await client.query(statement)).rowCount ?? 0
  }
  // A Source without any row of any asset is another story.
  const { rowCount } = await client.query('select from farm where asset is not null limit 1')
  await client.query(rowCount === 0 ? 'rollback' : 'commit')
  return touched
}
