import type { ServerResponse } from 'node:http'

/** Calls `leave` once if the connection closes before the whole answer was sent. */
export function whenClientLeaves(response: ServerResponse, leave: () => void): void {
  let left = false
  const leaveOnce = () => {
    if (left || response.writableFinished) return
    left = true
    leave()
  }
  response.on('close', leaveOnce)
  if (response.destroyed) leaveOnce()
}
