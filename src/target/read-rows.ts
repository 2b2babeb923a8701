import type { RawBuilder } from 'kysely'
import { classifyPostgresError } from '../postgres/classify-error.ts'
import { inTransaction } from './in-transaction.ts'
import type { Target } from './tables/schema.ts'

/** The rows of one question, in a transaction that only reads; `what` is what messages call it. Errors are classified. */
export async function readRows<Row>(
  target: Target,
  what: string,
  query: RawBuilder<Row>,
): Promise<Row[]> {
  try {
    const { rows } = await inTransaction(target, { what, readOnly: true }, () =>
      query.execute(target.db),
    )
    return rows
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
