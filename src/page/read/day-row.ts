import type { VariableDay } from '../api.ts'

/** A variable's row of the ledger, and what `sync` found of it. */
export interface DayRow extends Omit<VariableDay, 'inSource' | 'status'> {
  readonly status: 'loaded' | 'open' | 'no-source-data' | 'failed' | null
  readonly found: 'missing' | 'changed' | 'lost' | 'no-source-data' | null
  readonly sourceRows: number | null
  /** How far apart samples were expected when it was loaded. */
  readonly sampleSeconds: number | null
  /** Samples left out by hand; null: none, or not counted. */
  readonly excluded: number | null
  /** Made before rows of equal time were looked at. */
  readonly isOverfull: boolean
  readonly isCut: boolean
  readonly loadedAt: string | null
  /** Values that the load wrote, and those of them that are in the Target. */
  readonly written: number | null
  readonly present: number | null
}
