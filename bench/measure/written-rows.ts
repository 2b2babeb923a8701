import { runSql } from '../stack/run-sql.ts'

/** The number that the server's next transaction at most has; those from now on have no lower one. */
export async function nextTransaction(url: string): Promise<string> {
  const [row] = await runSql<{ next: string }>(
    url,
    'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
  )
  return row!.next
}

/** How many rows of `data` were inserted or updated by a transaction of this number or a later one. */
export async function countRowsWrittenSince(url: string, transaction: string): Promise<number> {
  const [row] = await runSql<{ count: number }>(
    url,
    `select count(*)::int as count from data where xmin::text::bigint >= ${transaction}`,
  )
  return row!.count
}
