import { MinuanoError } from '../../errors/minuano-error.ts'

/** Gives a turn back; again, and it does nothing. */
export type EndTurn = () => void

/** The turns of long answers: so many at once, so many that wait. */
export interface LongAnswers {
  /** A turn, if one is free and nobody waits for it. */
  tryTake(): EndTurn | undefined
  /** A turn, waited for; throws `connector-busy` where too many wait, or it takes too long, and what an abort says. */
  take(signal: AbortSignal): Promise<EndTurn>
  /** How many there are now. */
  count(): { readonly running: number; readonly waiting: number }
}

export interface TurnLimits {
  readonly atOnce: number
  readonly waiting: number
  readonly waitSeconds: number
}

/** Turns go to those who wait in the order in which they came. */
export function createLongAnswers({ atOnce, waiting, waitSeconds }: TurnLimits): LongAnswers {
  let taken = 0
  const queue = new Set<() => void>()

  function begin(): EndTurn {
    taken++
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      taken--
      const [next] = queue
      next?.()
    }
  }

  function tryTake(): EndTurn | undefined {
    return taken < atOnce && queue.size === 0 ? begin() : undefined
  }

  async function take(signal: AbortSignal): Promise<EndTurn> {
    signal.throwIfAborted()
    const turn = tryTake()
    if (turn !== undefined) return turn
    if (queue.size >= waiting) throw busy(atOnce, `${queue.size} more wait`)
    return new Promise((resolve, reject) => {
      const leave = () => {
        queue.delete(come)
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
      }
      const come = () => {
        leave()
        resolve(begin())
      }
      const abort = () => {
        leave()
        reject(signal.reason as Error)
      }
      const timer = setTimeout(() => {
        leave()
        reject(busy(atOnce, `none of them ended within ${waitSeconds} s`))
      }, waitSeconds * 1000)
      queue.add(come)
      signal.addEventListener('abort', abort)
    })
  }

  return { tryTake, take, count: () => ({ running: taken, waiting: queue.size }) }
}

function busy(atOnce: number, why: string): MinuanoError {
  return new MinuanoError(
    'connector-busy',
    `the Connector sends as many long answers as it may at once (${atOnce}), and ${why}: try again after Retry-After seconds, or ask for two days or less`,
  )
}
