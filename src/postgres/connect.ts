import pg from 'pg'
import { classifyPostgresError } from './classify-error.ts'
import type { Side } from './classify-error.ts'
import { endConnection } from './end-connection.ts'
import { withinDeadline } from './within-deadline.ts'
import type { Deadline } from './within-deadline.ts'

/** Long enough for a server across the sea, short enough to say that it is not there. */
const connectTimeoutMilliseconds = 10_000

/** What every connection of ours is opened with. No start-up options: PgBouncer refuses them. */
export function connectionOptions(url: string, applicationName: string): pg.ClientConfig {
  return {
    // pg leaves %40 in a database's name as it is.
    connectionString: url.replace(
      /^([^?]*\/\/[^/?]*\/)([^?]*)/,
      (_, start: string, name: string) => start + name.replaceAll('%40', '@'),
    ),
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMilliseconds,
    keepAlive: true,
    // Then a look each second, ten times: a host that is gone is noticed, a server that is slow is not.
    keepAliveInitialDelayMillis: 10_000,
  }
}

/**
 * Opens one connection. Throws `source-unavailable` or `source-refused` (`target-…` likewise). A
 * connection that breaks later fails its next query; it never ends the process.
 */
export async function connect(url: string, side: Side): Promise<pg.Client> {
  const client = new pg.Client(connectionOptions(url, 'minuano'))
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw classifyPostgresError(error, side)
  }
  return client
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
