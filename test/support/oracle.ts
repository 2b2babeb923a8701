import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'

/** One bin's statistics as DuckDB computes them; `std` is null where it is not defined. */
export interface OracleBin {
  readonly start: number
  readonly count: number
  readonly mean: number
  readonly min: number
  readonly max: number
  readonly std: number | null
}

let connection: Promise<DuckDBConnection> | undefined

/**
 * An independent answer: DuckDB groups samples into bins of [start, end) and computes each statistic.
 * Values are taken relative to the bin's first, an exact subtraction for values of a size, since
 * DuckDB's own std of 1e9 plus a small wave is off in the fifth digit.
 */
export async function oracleBins(
  time: ArrayLike<number>,
  values: ArrayLike<number>,
  { start, end }: { start: number; end: number },
  periodSeconds: number,
): Promise<OracleBin[]> {
  const duckdb = await withSamples(time, values)
  const reader = await duckdb.runAndReadAll(`
    with binned as (
      select (us - ${start}) // ${periodSeconds * 1e6} as bin, value,
        first(value) over (partition by (us - ${start}) // ${periodSeconds * 1e6} order by us) as origin
      from samples where us >= ${start} and us < ${end})
    select bin * ${periodSeconds * 1e6} + ${start} as start, count(*) as count,
      any_value(origin) + favg(value - origin) as mean, min(value) as min, max(value) as max,
      stddev_samp(value - origin) as std
    from binned group by bin order by bin`)
  return reader.getRowObjectsJS().map((row) => ({
    start: Number(row['start']),
    count: Number(row['count']),
    mean: Number(row['mean']),
    min: Number(row['min']),
    max: Number(row['max']),
    std: row['std'] === null ? null : Number(row['std']),
  }))
}

/** One bin of degrees: circular mean, length of the mean vector, and Yamartino's deviation. */
export interface OracleAngle {
  readonly start: number
  readonly count: number
  readonly mean: number
  readonly length: number
  readonly std: number
}

/** DuckDB's answer for angles in degrees, of bins from 0 on; the mean is in (-180, 180]. */
export async function oracleAngles(
  time: ArrayLike<number>,
  values: ArrayLike<number>,
  periodSeconds: number,
): Promise<OracleAngle[]> {
  const duckdb = await withSamples(time, values)
  const reader = await duckdb.runAndReadAll(`
    with vectors as (
      select us // ${periodSeconds * 1e6} as bin, count(*) as count,
        favg(sin(radians(value))) as s, favg(cos(radians(value))) as c
      from samples group by bin),
    spread as (select *, sqrt(greatest(0, 1 - (s * s + c * c))) as e from vectors)
    select bin * ${periodSeconds * 1e6} as start, count, degrees(atan2(s, c)) as mean,
      sqrt(s * s + c * c) as length, degrees(asin(e) * (1 + (2 / sqrt(3) - 1) * e * e * e)) as std
    from spread order by bin`)
  return reader.getRowObjectsJS().map((row) => ({
    start: Number(row['start']),
    count: Number(row['count']),
    mean: Number(row['mean']),
    length: Number(row['length']),
    std: Number(row['std']),
  }))
}

/** DuckDB with the samples as its table `samples`; NaN is none. */
async function withSamples(
  time: ArrayLike<number>,
  values: ArrayLike<number>,
): Promise<DuckDBConnection> {
  connection ??= DuckDBInstance.create(':memory:').then((instance) => instance.connect())
  const duckdb = await connection
  await duckdb.run('create or replace table samples (us bigint, value double)')
  const appender = await duckdb.createAppender('samples')
  for (let row = 0; row < time.length; row++) {
    if (Number.isNaN(values[row]!)) continue
    appender.appendBigInt(BigInt(time[row]!))
    appender.appendDouble(values[row]!)
    appender.endRow()
  }
  appender.closeSync()
  return duckdb
}

/** Whether two numbers agree to 1e-12, relative to the larger of them and `scale`. */
export function agree(actual: number, expected: number, scale = 0): boolean {
  const size = Math.max(Math.abs(actual), Math.abs(expected), scale)
  return Math.abs(actual - expected) <= 1e-12 * size
}
