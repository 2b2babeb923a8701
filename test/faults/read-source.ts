import type pg from 'pg'
import { startOf } from './plant.ts'
import type { Plant } from './plant.ts'
import { modelDay } from './model.ts'
import type { Day, Row } from './model.ts'

/** What loads should make of each asset's days, as the Source is now. */
export interface SourceModel {
  /** Assets that have a row, of any day. */
  readonly assets: ReadonlySet<string>
  readonly of: (asset: string, day: string) => Day | 'no-rows' | 'refused'
  /** Whether an asset's first row comes after this day. */
  readonly isBeforeFirst: (asset: string, day: string) => boolean
  /** Rows of a day, and how many have a value of each variable. */
  readonly rows: (asset: string, day: string) => readonly Row[]
}

interface Found {
  readonly asset: string
  readonly day: string
  readonly times: number[]
  readonly wind: (number | null)[]
  readonly power: (number | null)[]
}

export const keyOf = (asset: string, day: string) => `${asset} ${day}`

export async function readSource(client: pg.Client, plant: Plant): Promise<SourceModel> {
  const { rows } = await client.query<Found>(
    `select asset, to_char(t at time zone 'UTC', 'YYYY-MM-DD') as day,
       array_agg(extract(epoch from t)::int order by t) as times,
       array_agg(wind_speed order by t) as wind, array_agg(power order by t) as power
     from farm where asset is not null group by 1, 2`,
  )
  const found = new Map(rows.map((row) => [keyOf(row.asset, row.day), toRows(row)]))
  const firsts = new Map<string, string>()
  for (const { asset, day } of rows) {
    const first = firsts.get(asset)
    if (first === undefined || day < first) firsts.set(asset, day)
  }
  const made = new Map<string, ReturnType<typeof modelDay>>()
  const rowsOf = (asset: string, day: string) => found.get(keyOf(asset, day)) ?? []
  return {
    assets: new Set(firsts.keys()),
    rows: rowsOf,
    isBeforeFirst: (asset, day) => day < (firsts.get(asset) ?? ''),
    of(asset, day) {
      const key = keyOf(asset, day)
      const model = made.get(key) ?? modelDay(rowsOf(asset, day), plant)
      made.set(key, model)
      return model
    },
  }
}

function toRows({ day, times, wind, power }: Found): Row[] {
  const start = startOf(day)
  return times.map((time, index) => ({
    time: time - start,
    values: { wind_speed: wind[index] ?? NaN, power: power[index] ?? NaN },
  }))
}
