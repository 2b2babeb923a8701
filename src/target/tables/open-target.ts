import { Kysely, PostgresDialect } from 'kysely'
import { connect } from '../../postgres/connect.ts'
import { endConnection } from '../../postgres/end-connection.ts'
import { defaultLimits } from '../limits.ts'
import type { TargetLimits } from '../limits.ts'
import type { Target, TargetTables } from './schema.ts'
import { poolOf } from './single-connection.ts'

/** Opens the Target on one connection. Throws `target-unavailable` or `target-refused`. */
export async function openTarget(
  url: string,
  limits: TargetLimits = defaultLimits(),
): Promise<Target> {
  const client = await connect(url, 'Target')
  const db = new Kysely<TargetTables>({ dialect: new PostgresDialect({ pool: poolOf(client) }) })
  return {
    db,
    client,
    limits,
    connectAgain: () => connect(url, 'Target'),
    async close() {
      await db.destroy()
      await endConnection(client)
    },
  }
}
