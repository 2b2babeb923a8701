import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'

/** Does `work` in one transaction: all of it or, on any error, nothing. Errors are classified. */
export async function changeSource<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  try {
    await client.query(`begin isolation level read committed; set local lock_timeout = '30s'`)
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw classifyPostgresError(error, 'Source')
  }
}

/** Keeps other writers out of a table until the transaction ends; readers go on. */
export async function lockTable(client: pg.Client, relation: string): Promise<void> {
  await client.query(`lock table ${relation} in share row exclusive mode`)
}

/** The error that refuses to change rows which are there and differ. */
export function otherRows(count: number, first: Instant): MinuanoError {
  return new MinuanoError(
    'source-differs',
    `the Source holds ${count} other rows in this period, the first at ${formatInstant(first)}: nothing was changed. --replace overwrites them`,
  )
}
