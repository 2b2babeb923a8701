import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { readOnce } from '../in-transaction.ts'
import type { Target } from '../tables/schema.ts'

/** The assets that the ledger knows, in order; '' is the one without a name. */
export async function listAssets(target: Target): Promise<string[]> {
  try {
    const statement = 'select distinct asset from load order by asset'
    const rows = await readOnce<{ asset: string }>(target, 'looking for assets', statement)
    return rows.map(({ asset }) => asset)
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
