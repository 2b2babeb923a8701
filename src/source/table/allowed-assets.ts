import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import type { SourcePeriod } from '../source.ts'
import { assetPeriods } from './asset-periods.ts'
import { joinPeriods } from './join-periods.ts'
import type { SourceTable } from './source-table.ts'

/**
 * The table as if it had these assets alone: of others nothing is told, and nothing either of rows without an asset,
 * which may be anybody's. Throws `assets-unnamed` where no column says whose a row is.
 */
export function withinAssets(
  table: SourceTable,
  allowed: readonly Asset[] | undefined,
): SourceTable {
  if (allowed === undefined) return table
  if (table.assetColumn === undefined) throw assetsUnnamed()
  // Columns that tell rows of one time apart would show names of others.
  return { ...table, keyCandidates: [], allowed: new Set(allowed) }
}

export function assetsUnnamed(): MinuanoError {
  return new MinuanoError(
    'assets-unnamed',
    'this API key reads some assets alone, and the rows of this Source name none: set SOURCE_ASSET_COLUMN for the Connector, or ask with a key that reads all',
  )
}

/** The period of the assets that may be read, taken together. Rows outside of it are not counted. */
export async function allowedPeriod(
  client: pg.ClientBase,
  table: SourceTable,
): Promise<SourcePeriod> {
  return joinPeriods(await assetPeriods(client, table))
}
