import { constants } from 'node:os'
import { describeError } from '../errors/describe-error.ts'
import { redact } from '../log/redact.ts'
import { say } from '../log/say.ts'

/** How to undo one thing that was begun. */
export type Undo = () => Promise<void> | void

/** Registers an undo; they run last first. */
export type Later = (undo: Undo) => void

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Resolves when the process is told to end; from then on being told so is no interruption. */
export type UntilToldToEnd = () => Promise<void>

/**
 * Runs `use` and then, however it ends, what it registered, last first. A signal that interrupts it
 * does the same and ends the process with 128 and the signal's number, as a shell reports it.
 */
export async function withTeardown<T>(
  use: (later: Later, untilToldToEnd: UntilToldToEnd) => Promise<T>,
): Promise<T> {
  const undos: Undo[] = []
  let tearing: Promise<void> | undefined
  let onExpectedEnd: (() => void) | undefined
  const tearDown = async () => {
    tearing ??= undoAll(undos)
    // What is begun meanwhile makes it longer.
    let awaited: Promise<void> | undefined
    while (awaited !== tearing) await (awaited = tearing)
  }
  const onSignal = (signal: (typeof endingSignals)[number]) => {
    if (onExpectedEnd !== undefined) onExpectedEnd()
    else void tearDown().then(() => process.exit(128 + constants.signals[signal]))
  }
  for (const signal of endingSignals) process.on(signal, onSignal)
  const later = (undo: Undo) => {
    // What is begun while the end is under way is undone at once.
    if (tearing === undefined) undos.push(undo)
    else tearing = tearing.then(() => undoAll([undo]))
  }
  const untilToldToEnd = () => new Promise<void>((resolve) => (onExpectedEnd = resolve))
  try {
    return await use(later, untilToldToEnd)
  } finally {
    await tearDown()
    for (const signal of endingSignals) process.off(signal, onSignal)
  }
}

async function undoAll(undos: Undo[]): Promise<void> {
  for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
    try {
      await undo()
    } catch (error) {
      say(`while stopping: ${redact(describeError(error))}`)
    }
  }
}
