/** What a program that asks took for itself: of a machine's few cores it is part of what is measured. */
export interface OwnWork {
  readonly seconds: number
  /** Of a processor, in user and system together. */
  readonly cpuSeconds: number
}

/** Begins to count; the result tells what it has been since. */
export function countOwnWork(): () => OwnWork {
  const startedAt = performance.now()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 }
  }
}
