import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { connect } from '../postgres/connect.ts'
import type { Target, TargetTables } from './schema.ts'

/** Opens the Target on one connection. Throws `target-unavailable` or `target-refused`. */
export async function openTarget(url: string): Promise<Target> {
  const client = await connect(url, 'Target')
  const db = new Kysely<TargetTables>({ dialect: new PostgresDialect({ pool: poolOf(client) }) })
  return {
    db,
    client,
    async close() {
      await db.destroy()
      await client.end().catch(() => undefined)
    },
  }
}

/** A pool of exactly this connection: so Kysely and COPY share one transaction. */
function poolOf(client: pg.Client) {
  return {
    connect: () => Promise.resolve(Object.assign(client, { release: () => undefined })),
    end: () => Promise.resolve(),
  }
}
