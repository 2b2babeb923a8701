import type pg from 'pg'

/** Waits until a killed process's session is gone, so that its transaction is over. */
export async function waitUntilAlone(client: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(
      `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
       and backend_type = 'client backend'`,
    )
    if (rowCount === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
