/** Seconds between two lines: many requests may wait at once, each for many turns. */
const leastSeconds = 30

/** When a line was last said of each, in seconds of the process. */
const saidAt = new WeakMap<object, number>()

/** Says that the Connector is busy, why, and how long it is waited for; not more than once in half a minute. */
export function sayWait(
  connector: { readonly onWait?: ((line: string) => void) | undefined },
  { message }: Error,
  waitSeconds: number,
  leftSeconds: number,
): void {
  const now = process.uptime()
  if (now - (saidAt.get(connector) ?? -Infinity) < leastSeconds) return
  saidAt.set(connector, now)
  connector.onWait?.(
    `waiting: ${message}. Asked again in ${Math.ceil(waitSeconds)} s, and for ${Math.floor(leftSeconds)} s more where it stays so (CONNECTOR_DEADLINE)`,
  )
}
