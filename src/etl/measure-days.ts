import { MinuanoError } from '../errors/minuano-error.ts'
import type { Interval } from '../time/interval.ts'
import type { DayToMeasure } from './plan/closed-day.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import { extract } from './extract/extract.ts'
import type { OnRows } from './extract/gather-rows.ts'
import type { MeasuredDay } from './aggregate/measure-day.ts'
import { measureInParts } from './measure-in-parts.ts'
import { measureRows } from './measure-rows.ts'
import type { Scope } from './shape/work.ts'

/** Cells that one request shall bring at the most: some megabytes, a month of minutes of five variables. */
const cellsPerRequest = 300_000

/**
 * Extracts and aggregates days, those that follow each other in one request as far as they are not too
 * many rows, or of very many variables in some; `undefined` for a day of which the Source has no row. Throws what `extract` and `measureDay` do.
 */
export async function measureDays(
  connector: ConnectorClient,
  settings: EtlSettings,
  scope: Scope,
  days: readonly DayToMeasure[],
  onRows?: OnRows,
): Promise<(MeasuredDay | undefined)[]> {
  const measured: (MeasuredDay | undefined)[] = []
  const rules = settings.frozen?.rules
  for (const group of groupDays(days, settings, scope)) {
    const interval = { start: group[0]!.interval.start, end: group.at(-1)!.interval.end }
    const measure = async (variables: readonly string[], measuresEmpty: boolean) => {
      const part = { ...scope, variables }
      const found = await extract(connector, interval, settings, part, onRows)
      return measureRows(connector, found, group, settings, part, measuresEmpty)
    }
    for (const day of await measureInParts(connector, scope.variables, measure, rules)) {
      if (day instanceof MinuanoError) throw day
      measured.push(day)
    }
  }
  return measured
}

/** Days for one request each: they follow each other, and are expected to bring a bearable number of cells. */
function groupDays(
  days: readonly DayToMeasure[],
  settings: EtlSettings,
  scope: Scope,
): DayToMeasure[][] {
  const groups: DayToMeasure[][] = []
  let cells = 0
  let end = NaN
  for (const day of days) {
    const more = expectedCells(day.interval, settings, scope)
    if (day.interval.start === end && cells + more <= cellsPerRequest) {
      groups.at(-1)!.push(day)
      cells += more
    } else {
      groups.push([day])
      cells = more
    }
    end = day.interval.end
  }
  return groups
}

function expectedCells(
  { start, end }: Interval,
  { sampleSeconds }: EtlSettings,
  { variables }: Scope,
) {
  return ((end - start) / (sampleSeconds * 1e6)) * (1 + variables.length)
}
