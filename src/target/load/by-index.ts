import type pg from 'pg'

/**
 * Runs statements that look up rows of one part of many in a partition: by its key. Left to itself,
 * PostgreSQL reads the whole partition for each part, and sorts it out on disk: a farm's day whose every
 * value changed took 19 to 57 s so, and 9 s by the key.
 */
export async function byIndex(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  const set = (value: string) =>
    ['hashjoin', 'mergejoin', 'seqscan'].map((way) => `set local enable_${way} to ${value}`)
  await client.query(set('off').join('; '))
  await work()
  await client.query(set('default').join('; '))
}
