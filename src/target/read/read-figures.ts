import type { QueryResultRow } from 'pg'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { inTransaction } from '../in-transaction.ts'
import type { TransactionOptions } from '../in-transaction.ts'
import type { Target } from '../tables/schema.ts'

/**
 * How figures are read: without PostgreSQL's compiler, which takes longer than a farm's month for a statement of their
 * length.
 */
export const figuresReading = {
  what: 'reading figures',
  readOnly: true,
  first: 'set local jit = off',
} as const satisfies TransactionOptions

/** The rows of a view of figures. */
export async function readFigures<Row extends QueryResultRow>(
  target: Target,
  statement: string,
): Promise<Row[]> {
  try {
    return await inTransaction(target, figuresReading, async () => {
      const { rows } = await target.client.query<Row>(statement)
      return rows
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
