import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { sliceFrame } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { addDays, dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { changeSource, lockTable, otherRows } from '../table/change-source.ts'
import { copyRows } from '../wide/copy-rows.ts'
import type { SourceRows } from '../wide/copy-rows.ts'
import { chooseFaults } from './farm-faults.ts'
import type { FarmFault } from './farm-faults.ts'
import { generateFarm } from './generate-farm.ts'
import { generateFrames } from './generate-frames.ts'
import { addFarmKey, isFarmTable, makeFarmTable } from './make-farm-table.ts'

export interface SeedOptions {
  readonly from: Day
  readonly days: number
  /** The same seed gives the same rows, whatever the interval. */
  readonly seed: number
  /** Whether rows that differ are overwritten; otherwise they are refused. */
  readonly replace: boolean
  /** Where a day begins. */
  readonly timeZone: string
  /** So many turbines of a farm, T01 and on, in a table with a column `asset`; without it one, which has no name. */
  readonly assets?: number | undefined
  /** Of a farm: whether some rows are to be missing or wrong. */
  readonly withFaults?: boolean
  /** Called now and then with the rows generated so far. */
  readonly onProgress?: (rows: number) => void
}

export interface SeedResult {
  readonly interval: Interval
  /** Rows that the interval holds now. */
  readonly rows: number
  /** Rows inserted or overwritten: 0 if the same rows were there. */
  readonly written: number
  /** What is wrong with the rows, where it was asked for. */
  readonly faults: readonly FarmFault[]
}

const rowsPerPart = 1440

const valueColumns = ['wind_speed', 'power', 'ambient_temperature']
const columnList = ['"timestamp"', ...valueColumns]

/**
 * Fills the table `data` with random rows, one a minute, of one turbine or of a farm, in one transaction. Rows that are there and
 * equal stay untouched, missing ones are added; throws `source-differs` for rows that differ, unless
 * `replace` is set.
 */
export async function seedSource(client: pg.Client, options: SeedOptions): Promise<SeedResult> {
  const { from, days, timeZone } = options
  const interval = {
    start: dayInterval(from, timeZone).start,
    end: dayInterval(addDays(from, days), timeZone).start,
  }
  const { assets, seed, withFaults = false } = options
  const faults = withFaults && assets !== undefined ? chooseFaults(interval, seed, assets) : []
  return changeSource(client, async () => {
    await demandTable(client, assets !== undefined)
    await lockTable(client, 'data')
    const isNew = assets !== undefined && (await makeFarmTable(client))
    const result = (await isEmpty(client, interval))
      ? await fill(client, interval, options, faults)
      : await fillDifference(client, interval, options, faults)
    if (isNew) await addFarmKey(client)
    // Fresh statistics: until then PostgreSQL would sort a day's rows rather than read along the key.
    if (result.written > 0) await client.query('analyze data')
    return { interval, faults, ...result }
  })
}

async function demandTable(client: pg.Client, isFarm: boolean): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('data') is not null as there`,
  )
  if (rows[0]?.there === true) {
    if (isFarm || !(await isFarmTable(client))) return
    throw new MinuanoError(
      'source-differs',
      'the Source’s table data is that of a farm: nothing was changed. Fill it with --assets, or a single turbine’s in another --data-dir',
    )
  }
  throw new MinuanoError(
    'source-refused',
    'the Source has no table data: make it with `minuano source init`',
  )
}

async function isEmpty(client: pg.Client, interval: Interval): Promise<boolean> {
  const { rowCount } = await client.query(`select from data where ${condition(interval)} limit 1`)
  return rowCount === 0
}

async function fill(
  client: pg.Client,
  interval: Interval,
  options: SeedOptions,
  faults: readonly FarmFault[],
) {
  const rows = await copyAll(client, 'data', interval, options, faults)
  return { rows, written: rows }
}

/** Compares with what is there: `wrong` rows are there but not among ours, `missing` ones lack. */
async function fillDifference(
  client: pg.Client,
  interval: Interval,
  options: SeedOptions,
  faults: readonly FarmFault[],
) {
  const keys = [...(options.assets === undefined ? [] : ['asset']), '"timestamp"']
  const columns = [...keys, ...valueColumns].join(', ')
  const isSame = keys.map((key) => `seeded.${key} = data.${key}`).join(' and ')
  await client.query(
    `create temporary table seeded on commit drop as select ${columns} from data with no data`,
  )
  const rows = await copyAll(client, 'seeded', interval, options, faults)
  await client.query(`create unique index on seeded (${keys.join(', ')})`)
  await client.query('analyze seeded')
  const wrong = `from data where ${condition(interval)} and not exists (
    select from seeded where ${isSame}
      and (${valuesOf('seeded')}) is not distinct from (${valuesOf('data')}))`
  const { rows: found } = await client.query<{ count: number; first: number }>(
    `select count(*)::int as count, (extract(epoch from min("timestamp")) * 1e6)::float8 as first ${wrong}`,
  )
  const { count, first } = found[0]!
  if (count > 0 && !options.replace) throw otherRows(count, first)
  if (count > 0) await client.query(`delete ${wrong}`)
  const { rowCount } = await client.query(
    `insert into data (${columns}) select ${columns} from seeded
     where not exists (select from data where ${isSame})`,
  )
  return { rows, written: rowCount ?? 0 }
}

/** Copies all rows into a table. Those of a farm's turbine have its name by the column's default, which is then dropped. */
async function copyAll(
  client: pg.Client,
  table: 'data' | 'seeded',
  interval: Interval,
  { seed, assets, onProgress }: SeedOptions,
  faults: readonly FarmFault[],
): Promise<number> {
  let rows = 0
  function* counted(frames: Iterable<Frame>): Generator<SourceRows> {
    for (const frame of frames) {
      yield { frame }
      rows += frame.time.length
      onProgress?.(rows)
    }
  }
  if (assets === undefined) {
    return copyRows(client, table, columnList, counted(generateFrames(interval, seed)))
  }
  let copied = 0
  for (const { asset, frame } of generateFarm(interval, seed, assets, faults)) {
    await client.query(`alter table ${table} alter column asset set default ${quoteLiteral(asset)}`)
    copied += await copyRows(client, table, columnList, counted(dayByDay(frame)))
  }
  await client.query(`alter table ${table} alter column asset drop default`)
  return copied
}

/** Parts of a size that is soon written. */
function* dayByDay(frame: Frame): Generator<Frame> {
  for (let from = 0; from < frame.time.length; from += rowsPerPart) {
    yield sliceFrame(frame, from, Math.min(frame.time.length, from + rowsPerPart))
  }
}

function condition({ start, end }: Interval): string {
  return `data."timestamp" >= '${formatInstant(start, 6)}' and data."timestamp" < '${formatInstant(end, 6)}'`
}

function valuesOf(table: string): string {
  return valueColumns.map((column) => `${table}.${column}`).join(', ')
}
