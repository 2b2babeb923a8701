import type { FrameLayout } from '../frame/frame.ts'
import type { AssetColumn } from './columns/column.ts'
import type { ExportKind } from './export-kind.ts'
import type { PlannedFile } from './plan/plan-files.ts'

/** What a file is like before its first row. */
export function layoutOfFile(
  { names, layout, periodSeconds, timeZone }: ExportKind,
  { asset, month, columns }: PlannedFile,
  statistics: readonly string[],
): FrameLayout {
  const units = new Map(
    columns.flatMap(({ name, unit }): [string, string][] =>
      unit === undefined ? [] : [[name, unit]],
    ),
  )
  const notes = new Map([
    // By the names of IEA Wind Task 43's data model.
    ['timestamp_is_end_of_period', 'false'],
    ['averaging_period_minutes', String(periodSeconds / 60)],
    ['minuano.asset', asset],
    ['minuano.month', month.name],
    ['minuano.time_zone', timeZone],
    ['minuano.bin_seconds', String(periodSeconds)],
    [
      'minuano.units',
      JSON.stringify(layout === 'long' ? unitsOfVariables(columns) : Object.fromEntries(units)),
    ],
  ])
  const of = { timeDigits: 0, notes } as const
  if (layout === 'long') {
    const variables = [...new Set(columns.map(({ variable }) => variable))]
    return {
      ...of,
      timeName: 'timestamp',
      assets: variables,
      assetColumn: 'variable',
      columns: statistics,
    }
  }
  const named = { ...of, units, columns: columns.map(({ name }) => name) }
  if (names === 'minuano') return { ...named, timeName: 'timestamp' }
  return { ...named, timeName: 'time', assets: [asset], assetColumn: 'asset_id' }
}

function unitsOfVariables(columns: readonly AssetColumn[]): Record<string, string> {
  return Object.fromEntries(
    columns.flatMap(({ variable, unit }) => (unit === undefined ? [] : [[variable, unit]])),
  )
}
