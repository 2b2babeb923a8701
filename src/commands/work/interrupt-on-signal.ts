import { say } from '../../log/say.ts'

/** Aborted by the first Ctrl-C. */
export interface Interruption {
  readonly signal: AbortSignal
  /** Lets Ctrl-C be what it was. */
  stop(): void
}

/** The first Ctrl-C says what happens now, and aborts the signal; the second ends at once, after `atOnce`. */
export function interruptOnSignal(words: string, atOnce?: () => void): Interruption {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) {
      atOnce?.()
      process.exit(130)
    }
    say(`${words}; press Ctrl-C again to stop at once`)
    controller.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
