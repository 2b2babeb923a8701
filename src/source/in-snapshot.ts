import type pg from 'pg'

/** Begins what reads all from one moment of the Source. */
export const beginSnapshot = 'begin isolation level repeatable read, read only'

/** Questions that are all answered from one moment. Where one fails, the connection is as good as before. */
export async function inSnapshot<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query(beginSnapshot)
  try {
    const answer = await work()
    await client.query('commit')
    return answer
  } catch (error) {
    // A connection that is lost has nothing left to roll back.
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}
