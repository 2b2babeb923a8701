import pg from 'pg'

/** What pg keeps of a connection without declaring it: where it goes, and its key to cancel. */
interface Cancellable {
  readonly host: string
  readonly port: number
  readonly ssl: boolean | object
  readonly sslNegotiation?: string
  readonly processID: number | null
  readonly secretKey: number | null
}

/** pg's connection below its client; `Client.cancel` sends its request without TLS and waits for nothing. */
interface BareConnection extends pg.Connection {
  connect(port: number | string, host?: string): void
  requestSsl(): void
  cancel(processID: number, secretKey: number): void
}

const patienceMilliseconds = 2000

/**
 * Asks the server to cancel what a client is doing, by PostgreSQL's own cancel request: it needs no
 * free connection, and PgBouncer passes it on. Resolves once it was taken, or after two seconds; it
 * never fails, since the client's connection is closed next anyway.
 */
export async function cancelQuery(client: pg.ClientBase): Promise<void> {
  const { host, port, ssl, sslNegotiation, processID, secretKey } = client as unknown as Cancellable
  if (processID === null || secretKey === null) return
  const options = { ssl, sslNegotiation } as pg.ConnectionConfig
  const connection = new pg.Connection(options) as BareConnection
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => connection.stream.destroy(), patienceMilliseconds)
    const cancel = () => connection.cancel(processID, secretKey)
    connection.on('connect', () => (ssl ? connection.requestSsl() : cancel()))
    connection.on('sslconnect', cancel)
    connection.on('error', () => connection.stream.destroy())
    connection.on('end', () => {
      clearTimeout(timer)
      resolve()
    })
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`)
    else connection.connect(port, host)
  })
}
