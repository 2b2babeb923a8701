import { describeError } from '../errors/describe-error.ts'
import { redact } from '../log/redact.ts'
import { say } from '../log/say.ts'

/** What is waited before what ended is started again; what ended so often is left alone. */
const waitSeconds = [0, 1, 2, 4, 8, 16]

/** Something that is started again. */
export interface Kept {
  /** As messages have it, such as `the Connector`. */
  readonly name: string
  /** Settles when what runs now has ended. */
  readonly exited: Promise<unknown>
  /** Starts another, and gives when that one has ended. */
  readonly startAgain: () => Promise<{ readonly exited: Promise<unknown> }>
}

/**
 * Starts it again, and again, where it ends before it is to. Gives what tells that an end is wanted from now
 * on: nothing is started any more, and what is being started then is waited for.
 */
export function keepRunning({ name, exited, startAgain }: Kept): () => Promise<void> {
  const end = { isWanted: false, stopWaiting: (): void => undefined }
  const isEnding = () => end.isWanted
  let starting: Promise<unknown> = Promise.resolve()
  const wait = (seconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000)
      end.stopWaiting = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const keep = async () => {
    let running: { readonly exited: Promise<unknown> } = { exited }
    for (const seconds of waitSeconds) {
      await running.exited
      if (isEnding()) return
      say(`${name} ended unexpectedly: started again in ${seconds} s`)
      await wait(seconds)
      if (isEnding()) return
      try {
        const begun = startAgain()
        starting = begun.catch(() => undefined)
        running = await begun
      } catch (error) {
        running = { exited: Promise.resolve() }
        if (!isEnding()) say(`${name} cannot be started: ${redact(describeError(error))}`)
      }
    }
    await running.exited
    if (!isEnding()) say(`${name} ended ${waitSeconds.length + 1} times: it is left so`)
  }
  void keep()
  return async () => {
    end.isWanted = true
    end.stopWaiting()
    await starting
  }
}
