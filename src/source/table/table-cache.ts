/** The Source's description, read when it is first needed and kept. */
export interface TableCache<T> {
  get(): Promise<T>
  /** Reads it again, unless that was done a moment ago. */
  refresh(): Promise<T>
  /** Makes the next `get` read it again: the table is not what it was. */
  forget(): void
}

/** Whoever asks for unknown variables, again and again, must not make the Source work. */
const leastAgeMilliseconds = 1000

export function createTableCache<T>(read: () => Promise<T>): TableCache<T> {
  let table: T | undefined
  let readAt = -Infinity
  let reading: Promise<T> | undefined

  /** One reading at a time, whose answer all who wait for it share. */
  function readOnce(): Promise<T> {
    reading ??= read()
      .then((answer) => {
        table = answer
        readAt = performance.now()
        return answer
      })
      .finally(() => (reading = undefined))
    return reading
  }

  return {
    get: () => (table === undefined ? readOnce() : Promise.resolve(table)),
    refresh: () =>
      table !== undefined && performance.now() - readAt < leastAgeMilliseconds
        ? Promise.resolve(table)
        : readOnce(),
    forget: () => (table = undefined),
  }
}
