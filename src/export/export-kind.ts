import type { PeriodSeconds } from '../time/period.ts'
import { formatPeriod } from '../time/period.ts'

export const formats = ['parquet', 'csv', 'arrow'] as const
export const layouts = ['wide', 'long'] as const
export const namings = ['minuano', 'openoa'] as const

export type Format = (typeof formats)[number]
export type Layout = (typeof layouts)[number]
export type Naming = (typeof namings)[number]

/** What all files of one folder have in common. */
export interface ExportKind {
  readonly format: Format
  readonly layout: Layout
  readonly names: Naming
  /** Columns that variables are to have, besides the usual ones: of `openoa` alone. */
  readonly renamed: ReadonlyMap<string, string>
  readonly periodSeconds: PeriodSeconds
  /** Where months begin. */
  readonly timeZone: string
  /** In order; `undefined`: all that the Target has. */
  readonly variables: readonly string[] | undefined
}

/** The kind as texts, by the flag that chooses each: as a manifest keeps it. */
export function kindAsTexts(kind: ExportKind): Record<string, string> {
  const renamed = [...kind.renamed].map((pair) => pair.join('=')).sort()
  return {
    '--format': kind.format,
    '--layout': kind.layout,
    '--names': kind.names,
    '--every': formatPeriod(kind.periodSeconds),
    '--time-zone': kind.timeZone,
    '--variables': kind.variables === undefined ? 'all' : JSON.stringify(kind.variables),
    '--column': JSON.stringify(renamed),
  }
}
