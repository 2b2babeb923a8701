/** Answers that are good for a moment: whoever asks within it shares one. */
export interface Moments<T> {
  get(key: string, ask: () => Promise<T>): Promise<T>
  /** Something has changed: ask again. */
  readonly forget: () => void
}

/** So long what was asked is taken for what is: open pages are told of a change as often as this. */
export const freshMilliseconds = 2000
const mostKept = 100

/** A failure is nobody's but theirs who met it. */
export function createMoments<T>(): Moments<T> {
  const asked = new Map<string, { readonly at: number; readonly answer: Promise<T> }>()
  return {
    get: (key, ask) => {
      const known = asked.get(key)
      if (known !== undefined && performance.now() - known.at < freshMilliseconds) {
        return known.answer
      }
      const own = { at: performance.now(), answer: ask() }
      asked.delete(key)
      asked.set(key, own)
      if (asked.size > mostKept) asked.delete(asked.keys().next().value!)
      own.answer.catch(() => {
        if (asked.get(key) === own) asked.delete(key)
      })
      return own.answer
    },
    forget: () => {
      asked.clear()
    },
  }
}
