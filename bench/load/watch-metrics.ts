/** What the Connector told of itself while it was watched. */
export interface WatchedMetrics {
  /** The longest delay of its event loop, in milliseconds; the clock that looks has steps of ten. */
  readonly mostLoopDelay: number
  /** Seconds of a processor that it took. */
  readonly cpuSeconds: number
  readonly seconds: number
}

const everyMilliseconds = 2000

/** Watches `/metrics`, as Prometheus would, until `stop`. */
export async function watchMetrics(url: string): Promise<{ stop(): Promise<WatchedMetrics> }> {
  // What it was before is not of interest: each look begins the delay anew.
  const before = await look(url)
  const startedAt = performance.now()
  let mostLoopDelay = 0
  let failure: unknown
  const note = async () => {
    const now = await look(url)
    mostLoopDelay = Math.max(mostLoopDelay, now.loopDelay)
    return now
  }
  const timer = setInterval(() => {
    note().catch((error: unknown) => (failure ??= error))
  }, everyMilliseconds)
  return {
    async stop() {
      clearInterval(timer)
      const last = await note()
      if (failure !== undefined) throw new Error('/metrics did not answer', { cause: failure })
      return {
        mostLoopDelay,
        cpuSeconds: last.cpuSeconds - before.cpuSeconds,
        seconds: (performance.now() - startedAt) / 1000,
      }
    },
  }
}

async function look(url: string) {
  const text = await (await fetch(`${url}/metrics`)).text()
  const read = (name: string) => {
    const value = new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]
    if (value === undefined) throw new Error(`/metrics has no ${name}`)
    return Number(value)
  }
  return {
    loopDelay: read('nodejs_eventloop_lag_max_seconds') * 1000,
    cpuSeconds: read('process_cpu_seconds_total'),
  }
}
