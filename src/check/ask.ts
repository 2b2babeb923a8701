import type pg from 'pg'
import { classifyPostgresError } from '../postgres/classify-error.ts'
import type { Side } from '../postgres/classify-error.ts'
import { withinDeadline } from '../postgres/within-deadline.ts'

/** A look must not be a load on a server that runs a plant. */
export const secondsForAQuery = 10

const begin = `begin isolation level read committed read only;
  set local statement_timeout = '${secondsForAQuery}s'; set local lock_timeout = '2s'`

/**
 * Asks in a read-only transaction in which each statement ends within a bounded time; the limits are the
 * transaction's, so that a pooler in between keeps none of them. Throws what the server says, classified;
 * of a question that took too long the cause has the code 57014.
 */
export function bounded<T>(client: pg.Client, side: Side, work: () => Promise<T>): Promise<T> {
  const seconds = secondsForAQuery * 1.5
  const deadline = { side, what: 'minuano check', seconds, setting: 'its own limit' }
  return withinDeadline(client, deadline, async () => {
    try {
      await client.query(begin)
      const result = await work()
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw classifyPostgresError(error, side)
    }
  })
}

/** The rows of one bounded question. */
export async function ask<Row extends pg.QueryResultRow>(
  client: pg.Client,
  side: Side,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await bounded(client, side, () => client.query<Row>(text, [...values]))
  return rows
}
