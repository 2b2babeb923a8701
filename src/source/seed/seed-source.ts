import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { addDays, dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { changeSource, lockTable, otherRows } from '../table/change-source.ts'
import { copyRows } from '../wide/copy-rows.ts'
import type { SourceRows } from '../wide/copy-rows.ts'
import { generateFrames } from './generate-frames.ts'

export interface SeedOptions {
  readonly from: Day
  readonly days: number
  /** The same seed gives the same rows, whatever the interval. */
  readonly seed: number
  /** Whether rows that differ are overwritten; otherwise they are refused. */
  readonly replace: boolean
  /** Where a day begins. */
  readonly timeZone: string
  /** Called now and then with the rows generated so far. */
  readonly onProgress?: (rows: number) => void
}

export interface SeedResult {
  readonly interval: Interval
  /** Rows that the interval holds now. */
  readonly rows: number
  /** Rows inserted or overwritten: 0 if the same rows were there. */
  readonly written: number
}

const valueColumns = ['wind_speed', 'power', 'ambient_temperature']
const columnList = ['"timestamp"', ...valueColumns]
const columns = columnList.join(', ')

/**
 * Fills the table `data` with random rows, one a minute, in one transaction. Rows that are there and
 * equal stay untouched, missing ones are added; throws `source-differs` for rows that differ, unless
 * `replace` is set.
 */
export async function seedSource(client: pg.Client, options: SeedOptions): Promise<SeedResult> {
  const { from, days, timeZone } = options
  const interval = {
    start: dayInterval(from, timeZone).start,
    end: dayInterval(addDays(from, days), timeZone).start,
  }
  return changeSource(client, async () => {
    await demandTable(client)
    await lockTable(client, 'data')
    const result = (await isEmpty(client, interval))
      ? await fill(client, interval, options)
      : await fillDifference(client, interval, options)
    // Fresh statistics: until then PostgreSQL would sort a day's rows rather than read along the key.
    if (result.written > 0) await client.query('analyze data')
    return { interval, ...result }
  })
}

async function demandTable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('data') is not null as there`,
  )
  if (rows[0]?.there === true) return
  throw new MinuanoError(
    'source-refused',
    'the Source has no table data: make it with `minuano source init`',
  )
}

async function isEmpty(client: pg.Client, interval: Interval): Promise<boolean> {
  const { rowCount } = await client.query(`select from data where ${condition(interval)} limit 1`)
  return rowCount === 0
}

async function fill(client: pg.Client, interval: Interval, options: SeedOptions) {
  const rows = await copyRows(client, 'data', columnList, generateRows(interval, options))
  return { rows, written: rows }
}

/** Compares with what is there: `wrong` rows are there but not among ours, `missing` ones lack. */
async function fillDifference(client: pg.Client, interval: Interval, options: SeedOptions) {
  await client.query(
    `create temporary table seeded on commit drop as select ${columns} from data with no data`,
  )
  const rows = await copyRows(client, 'seeded', columnList, generateRows(interval, options))
  await client.query('create unique index on seeded ("timestamp")')
  await client.query('analyze seeded')
  const wrong = `from data where ${condition(interval)} and not exists (
    select from seeded where seeded."timestamp" = data."timestamp"
      and (${valuesOf('seeded')}) is not distinct from (${valuesOf('data')}))`
  const { rows: found } = await client.query<{ count: number; first: number }>(
    `select count(*)::int as count, (extract(epoch from min("timestamp")) * 1e6)::float8 as first ${wrong}`,
  )
  const { count, first } = found[0]!
  if (count > 0 && !options.replace) throw otherRows(count, first)
  if (count > 0) await client.query(`delete ${wrong}`)
  const { rowCount } = await client.query(
    `insert into data (${columns}) select ${columns} from seeded
     where not exists (select from data where data."timestamp" = seeded."timestamp")`,
  )
  return { rows, written: rowCount ?? 0 }
}

function* generateRows(
  interval: Interval,
  { seed, onProgress }: SeedOptions,
): Generator<SourceRows> {
  let rows = 0
  for (const frame of generateFrames(interval, seed)) {
    yield { frame }
    rows += frame.time.length
    onProgress?.(rows)
  }
}

function condition({ start, end }: Interval): string {
  return `data."timestamp" >= '${formatInstant(start, 6)}' and data."timestamp" < '${formatInstant(end, 6)}'`
}

function valuesOf(table: string): string {
  return valueColumns.map((column) => `${table}.${column}`).join(', ')
}
