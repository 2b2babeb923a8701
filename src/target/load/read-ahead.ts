/** Parts, one at a time; the next is made while one is used. */
export interface ReadAhead<T> {
  next(): Promise<T | undefined>
  /** What making them failed with. */
  readonly fault: () => unknown
  /** Ends the making. */
  stop(): Promise<void>
}

export function readAhead<T>(parts: AsyncIterable<T> | Iterable<T>): ReadAhead<T> {
  const iterator =
    Symbol.asyncIterator in parts ? parts[Symbol.asyncIterator]() : parts[Symbol.iterator]()
  let fault: unknown
  const make = async () => {
    try {
      return await iterator.next()
    } catch (error) {
      fault = error
      throw error
    }
  }
  const ask = () => {
    const answer = make()
    // Whoever asks for it hears of it; nobody does where the work failed before.
    answer.catch(() => undefined)
    return answer
  }
  let coming: Promise<IteratorResult<T, unknown>> | undefined
  let isOver = false
  return {
    async next() {
      if (isOver) return undefined
      const answer = await (coming ?? ask())
      isOver = answer.done === true
      coming = isOver ? undefined : ask()
      return answer.done === true ? undefined : answer.value
    },
    fault: () => fault,
    async stop() {
      if (isOver) return
      isOver = true
      await coming?.catch(() => undefined)
      await iterator.return?.()
    },
  }
}
