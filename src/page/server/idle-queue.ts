/** Throws where somebody asks by now: what nobody waits for, and takes long, calls it before each part. */
export type GiveWay = () => void

/** Work that nobody waits for: one thing at a time, begun when nothing else is being asked. */
export interface IdleQueue {
  readonly add: (work: (giveWay: GiveWay) => Promise<void>) => void
  stop(): void
}

/** What a page asks one after the other comes sooner than this. */
const quietMilliseconds = 300
/** What waits: an answer that is asked for again fills by itself what was dropped. */
const mostWaiting = 8

export function createIdleQueue(isIdle: () => boolean): IdleQueue {
  const waiting: ((giveWay: GiveWay) => Promise<void>)[] = []
  let timer: NodeJS.Timeout | undefined
  let isAtWork = false
  let isStopped = false

  function plan(): void {
    if (isStopped || isAtWork || timer !== undefined || waiting.length === 0) return
    timer = setTimeout(() => {
      timer = undefined
      if (isIdle()) void doNext()
      else plan()
    }, quietMilliseconds)
    timer.unref()
  }

  function giveWay(): void {
    if (isStopped || !isIdle()) throw new Error('others ask')
  }

  async function doNext(): Promise<void> {
    isAtWork = true
    try {
      await waiting.shift()?.(giveWay)
    } catch {
      // Whoever asks for it itself is told why it cannot be had.
    }
    isAtWork = false
    plan()
  }

  return {
    add: (work) => {
      waiting.push(work)
      if (waiting.length > mostWaiting) waiting.shift()
      plan()
    },
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
