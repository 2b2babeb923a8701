import type pg from 'pg'
import type { HeldDay } from './compare-days.ts'
import { classNames } from './model.ts'
import type { VariableDay } from './model.ts'
import { binsPerDay, statistics, variables } from './plant.ts'
import type { Plant, Statistic, Variable } from './plant.ts'
import { keyOf } from './read-source.ts'

/** The ledger's word on a day of a variable beside its counts. */
export interface Note {
  readonly status: string
  readonly error: string | null
}

export interface TargetState {
  readonly days: ReadonlyMap<string, HeldDay>
  readonly notes: ReadonlyMap<string, Note>
  /** What no day of the plant explains, in words. */
  readonly strays: readonly string[]
}

interface LedgerRow {
  readonly asset: string
  readonly variable: Variable
  readonly day: string
  readonly status: string
  readonly error: string | null
  readonly facts: Record<keyof VariableDay['facts'], number>
}

interface Values<Value = number> {
  readonly asset: string
  readonly variable: Variable
  readonly statistic: Statistic
  readonly day: string
  readonly bins: number[]
  readonly values: Value[]
}

/** All that the Target holds, in one snapshot. */
export async function readTarget(client: pg.Client, plant: Plant): Promise<TargetState> {
  const day = `to_char("timestamp" at time zone 'UTC', 'YYYY-MM-DD') as day`
  const bin = `(extract(epoch from "timestamp")::int8 % 86400)::int / ${plant.periodSeconds}`
  await client.query('begin isolation level repeatable read')
  const ledger = await client.query<LedgerRow>(
    `select asset, variable, to_char(day, 'YYYY-MM-DD') as day, status, error_code as error,
       jsonb_build_object('sourceRows', source_rows, 'expected', expected, 'valid', valid, 'missing', missing,
         'outOfRange', out_of_range, 'duplicates', duplicates, 'conflicts', conflicts, 'coverage', coverage,
         'targetRows', target_rows) as facts
     from load where coalesce(excess, 0) = 0 and coalesce(ambiguous, 0) = 0 and not is_cut`,
  )
  const values = await client.query<Values>(
    `select asset, variable, statistic, ${day}, array_agg(${bin}) as bins, array_agg(value) as values
     from data join signal on id = signal_id group by 1, 2, 3, 4`,
  )
  const incomplete = await client.query<Values<string>>(
    `select asset, variable, ${day}, array_agg(${bin}) as bins,
       array_agg(concat_ws('/', samples, ${classNames.join(', ')})) as values
     from bin_reason group by 1, 2, 3`,
  )
  await client.query('commit')
  return assemble(plant, ledger.rows, values.rows, incomplete.rows)
}

function assemble(
  plant: Plant,
  ledger: readonly LedgerRow[],
  values: readonly Values[],
  incomplete: readonly Values<string>[],
): TargetState {
  const strays: string[] = []
  const notes = new Map<string, Note>()
  const days = new Map<string, Partial<Record<Variable, VariableDay>>>()
  for (const row of ledger) {
    const key = keyOf(row.asset, row.day)
    notes.set(`${key} ${row.variable}`, row)
    if (row.status !== 'loaded') continue
    const bins = Object.fromEntries(
      statistics.map((statistic) => [statistic, new Array<number>(binsPerDay(plant)).fill(NaN)]),
    ) as Record<Statistic, number[]>
    const held = days.get(key) ?? {}
    held[row.variable] = { facts: row.facts, bins, incomplete: new Map() }
    days.set(key, held)
  }
  for (const { asset, day, variable, statistic, bins, values: list } of values) {
    const column = days.get(keyOf(asset, day))?.[variable]?.bins[statistic] as number[] | undefined
    if (column === undefined)
      strays.push(
        `${list.length} values of ${statistic} of ${variable} of ${asset} ${day}, which is not loaded`,
      )
    else bins.forEach((bin, index) => (column[bin] = list[index]!))
  }
  for (const { asset, day, variable, bins, values: list } of incomplete) {
    const map = days.get(keyOf(asset, day))?.[variable]?.incomplete as
      Map<number, string> | undefined
    if (map === undefined)
      strays.push(
        `${list.length} incomplete bins of ${variable} of ${asset} ${day}, which is not loaded`,
      )
    else bins.forEach((bin, index) => map.set(bin, list[index]!))
  }
  for (const [key, held] of days) {
    for (const variable of variables) {
      const of = held[variable]
      if (of === undefined) continue
      const count = Object.values(of.bins)
        .flat()
        .filter((value) => !Number.isNaN(value)).length
      if (count !== of.facts.targetRows)
        strays.push(
          `${key} ${variable}: ${count} values, of which the ledger says ${of.facts.targetRows}`,
        )
    }
  }
  const complete = [...days].map(
    ([key, held]) => [key, { wind_speed: held.wind_speed, power: held.power }] as const,
  )
  return { days: new Map(complete), notes, strays }
}
