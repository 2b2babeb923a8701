import { Kysely, PostgresDialect } from 'kysely'
import { connect } from '../../postgres/connect.ts'
import type { Target, TargetTables } from './schema.ts'
import { poolOf } from './single-connection.ts'

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
