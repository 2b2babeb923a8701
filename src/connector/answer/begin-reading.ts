import type { FastifyReply } from 'fastify'
import type { Limits } from '../limits/limits.ts'
import type { EndTurn } from '../limits/long-answers.ts'
import { timed } from './timings.ts'
import type { Timings } from './timings.ts'
import type { DescribedSource, OpenSamples, SampleQuery } from '../../source/source.ts'

/** What a request takes of the Source and of the turns of long answers: all is given back when it ends. */
export interface Reading {
  /** Frames that end, and whose query is cancelled, when the client goes away. */
  open(described: DescribedSource, query: SampleQuery): Promise<OpenSamples>
  /** Waits for a turn; throws `connector-busy`. */
  takeTurn(): Promise<void>
  /** Reads all at once: its turn, if it has one, ends with this, and not before, also where the client goes away. */
  readWhole<T>(read: () => Promise<T>): Promise<T>
  /** Whether it has a turn, or one is free, which it then has. */
  readonly mayBeLong: () => boolean
  /** Ends its turn, if it has one: nothing is read any more. */
  readonly endTurn: () => void
  /** What it has waited for so far. */
  readonly timings: Timings
}

/** Begins to read for a reply, whose client is watched. */
export function beginReading(reply: FastifyReply, limits: Limits): Reading {
  const controller = new AbortController()
  let opening: Promise<OpenSamples> | undefined
  let whole: Promise<unknown> | undefined
  let endTurn: EndTurn | undefined
  const timings = { wait: 0, db: 0 }
  const response = reply.raw
  const unwatch = limits.watchReader(response, (why) => {
    reply.log.warn(limits.explain(why))
    response.destroy()
  })
  // One listener for all of it: Node warns of more than ten of an answer, and a stream has most of them already.
  const whenClosed = () => {
    unwatch()
    // The signal ends a wait for the Source; `return` ends a reading that nobody goes on with.
    if (!response.writableFinished) controller.abort(new Error('the client has left'))
    // A turn is over when the connection to the Source is given back, not before.
    void Promise.resolve(whole ?? opening?.then(({ frames }) => frames.return()))
      .catch(() => undefined)
      .then(() => endTurn?.())
  }
  // Its client may have left before: then nothing tells of it any more.
  if (response.destroyed) whenClosed()
  else response.once('close', whenClosed)
  return {
    timings,
    open: (described, query) => {
      const open = (opening = described.open(query, controller.signal))
      return timed(timings, 'db', () => open)
    },
    readWhole(read) {
      const reading = timed(timings, 'db', read).finally(() => endTurn?.())
      whole = reading
      return reading
    },
    async takeTurn() {
      const end = await timed(timings, 'wait', () => limits.longAnswers.take(controller.signal))
      // The client may have gone while the turn came.
      if (controller.signal.aborted) end()
      controller.signal.throwIfAborted()
      endTurn = end
    },
    mayBeLong() {
      if (controller.signal.aborted) return false
      endTurn ??= limits.longAnswers.tryTake()
      return endTurn !== undefined
    },
    endTurn: () => endTurn?.(),
  }
}
