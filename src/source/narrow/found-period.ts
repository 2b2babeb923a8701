import type pg from 'pg'
import type { SourcePeriod } from '../source.ts'
import { joinPeriods } from '../table/join-periods.ts'
import { keyPeriods } from './key-periods.ts'
import type { NarrowTable } from './narrow-table.ts'

/** The period of the series that there were when the table was described, taken together. */
export async function foundPeriod(
  client: pg.ClientBase,
  table: NarrowTable,
  isIndexed: boolean,
): Promise<SourcePeriod> {
  const { keys } = table.found
  const assets = [...new Set(keys.map(({ asset }) => asset))]
  return joinPeriods(await keyPeriods(client, table, { assets, keys, isIndexed }))
}
