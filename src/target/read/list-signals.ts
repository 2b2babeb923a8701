import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** A signal as the Target has it. */
export interface StoredSignal {
  readonly id: number
  readonly asset: Asset
  readonly variable: string
  readonly statistic: string
  readonly unit: string | null
}

/** All signals of a bin width that this role may see, in the order in which they were made. */
export function listSignals(target: Target, periodSeconds: number): Promise<StoredSignal[]> {
  const query = sql<StoredSignal>`
    select id, asset, variable, statistic, unit from signal
    where period_seconds = ${periodSeconds} order by id`
  return readRows(target, 'looking for signals', query)
}
