import type pg from 'pg'
import { classifyPostgresError } from './classify-error.ts'
import type { Side } from './classify-error.ts'
import { endConnection } from './end-connection.ts'
import { openClient } from './open-client.ts'
import { withinDeadline } from './within-deadline.ts'
import type { Deadline } from './within-deadline.ts'

/**
 * Opens one connection, as the URL and the environment say. Throws `configuration`, `source-unavailable`
 * or `source-refused` (`target-…` likewise). A connection that breaks later fails its next query; it never
 * ends the process.
 */
export async function connect(url: string, side: Side): Promise<pg.Client> {
  return (await openClient(url, side, 'minuano')).client
}

/**
 * Opens a connection, hands it to `use`, and closes it whatever happens; errors are classified. With a
 * deadline, a server that is silent for so long ends the work.
 */
export async function withConnection<T>(
  url: string,
  side: Side,
  use: (client: pg.Client) => Promise<T>,
  deadline?: Omit<Deadline, 'side'>,
): Promise<T> {
  const client = await connect(url, side)
  try {
    if (deadline === undefined) return await use(client)
    return await withinDeadline(client, { side, ...deadline }, () => use(client))
  } catch (error) {
    throw classifyPostgresError(error, side)
  } finally {
    await endConnection(client)
  }
}
