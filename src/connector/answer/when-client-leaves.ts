import type { ServerResponse } from 'node:http'

/** A client that has taken nothing for so long keeps a connection to the Source from others. */
const patienceMilliseconds = 120_000

/** Calls `leave` once if the connection closes before the whole answer was sent, or stands still. */
export function whenClientLeaves(
  response: ServerResponse,
  leave: () => void,
  patience: number = patienceMilliseconds,
): void {
  let left = false
  const leaveOnce = () => {
    if (left || response.writableFinished) return
    left = true
    leave()
  }
  response.on('close', leaveOnce)
  if (response.destroyed) leaveOnce()
  // Silence while nothing waits to be sent is the Source's, which has its own limit.
  response.setTimeout(patience, () => {
    if (response.writableNeedDrain) response.destroy()
  })
}
