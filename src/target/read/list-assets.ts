import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { readOnce } from '../in-transaction.ts'
import type { Target } from '../tables/schema.ts'

/**
 * The assets that the ledger knows, in order; '' is the one without a name. Each takes a step into the ledger's key,
 * however many days it has.
 */
export async function listAssets(target: Target): Promise<string[]> {
  try {
    const statement = `with recursive known as (
        (select asset from load order by asset limit 1)
        union all
        select (select asset from load where load.asset > known.asset order by asset limit 1)
        from known where known.asset is not null)
      select asset from known where asset is not null order by asset`
    const rows = await readOnce<{ asset: string }>(target, 'looking for assets', statement)
    return rows.map(({ asset }) => asset)
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
