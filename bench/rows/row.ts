import type { RowResult } from '../report/result.ts'
import type { BenchOptions } from '../options.ts'
import type { Bench } from '../stack/start-bench.ts'
import type { RowName } from './row-names.ts'

/** A row of the table: what it asks of the Source, and how it is measured. */
export interface Row {
  readonly name: RowName
  /** What `data` holds for it; `own`: it fills a table of its own. */
  readonly source: 'year' | 'ten years' | 'own'
  /** Why it cannot be measured here; undefined: it can. */
  readonly lacks?: () => string | undefined
  readonly measure: (bench: Bench, options: BenchOptions) => Promise<Omit<RowResult, 'name'>>
}
