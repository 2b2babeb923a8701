import type { Socket } from 'node:net'
import type pg from 'pg'
import { isFeeding } from './copy-in.ts'
import { waitError } from './wait-error.ts'
import type { WaitLimits } from './wait-error.ts'

export interface Deadline extends Pick<WaitLimits, 'side' | 'what'> {
  /** How long the server may be silent. */
  readonly seconds: number
  /** The setting that says so. */
  readonly setting: string
  /** Called once where the server has been silent for so many seconds. */
  readonly notice?: { readonly seconds: number; readonly call: () => void }
}

/** After a cancel request, which a server that is alive answers at once. */
const graceMilliseconds = 3000
const looksPerDeadline = 4

/**
 * Does work on a connection, and ends it where the server lets it wait for too long: no byte came or
 * went meanwhile, so that a COPY which goes on is never cut. The query is cancelled; if that is not
 * answered either, the connection is closed. Throws a `WaitError` then, else whatever `work` throws.
 */
export async function withinDeadline<T>(
  client: pg.ClientBase,
  { seconds, notice, setting, ...of }: Deadline,
  work: () => Promise<T>,
): Promise<T> {
  const socket = socketOf(client)
  const shortest = Math.min(seconds, notice?.seconds ?? Infinity)
  const look = (shortest * 1000) / looksPerDeadline
  const silent = `had no answer within ${Number(seconds.toFixed(2))} s (${setting})`
  let seen = -1
  // Looks in a row, and not a clock: what keeps this process busy is no silence of the server's.
  let quiet = 0
  let grace: NodeJS.Timeout | undefined
  const expiry = { isReached: false }
  const isFirst = (silence: number, limit: number) =>
    silence >= limit && silence - look / 1000 < limit
  const timer = setInterval(() => {
    const moved = socket.bytesRead + socket.bytesWritten - socket.writableLength
    quiet = moved === seen && !isFeeding(client) ? quiet + 1 : 0
    seen = moved
    const silence = (quiet * look) / 1000
    if (notice !== undefined && isFirst(silence, notice.seconds)) notice.call()
    if (expiry.isReached || silence < seconds) return
    expiry.isReached = true
    // Loaded on demand: few runs wait so long.
    void import('./cancel-query.ts').then(({ cancelQuery }) => cancelQuery(client))
    grace = setTimeout(() => socket.destroy(waitError(of, silent)), graceMilliseconds)
  }, look)
  try {
    return await work()
  } catch (error) {
    throw expiry.isReached ? waitError(of, silent, error) : error
  } finally {
    clearInterval(timer)
    clearTimeout(grace)
  }
}

/** What pg keeps of a connection without declaring it. */
export function socketOf(client: pg.ClientBase): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}
