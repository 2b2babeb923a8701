import type { FastifyReply } from 'fastify'
import type { Limits } from '../limits/limits.ts'
import type { EndTurn } from '../limits/long-answers.ts'
import type { DescribedSource, OpenSamples, SampleQuery } from '../../source/source.ts'
import { whenClientLeaves } from './when-client-leaves.ts'

/** What a request takes of the Source and of the turns of long answers: all is given back when it ends. */
export interface Reading {
  /** Frames that end, and whose query is cancelled, when the client goes away. */
  open(described: DescribedSource, query: SampleQuery): Promise<OpenSamples>
  /** Waits for a turn; throws `connector-busy`. */
  takeTurn(): Promise<void>
  /** Whether it has a turn, or one is free, which it then has. */
  readonly mayBeLong: () => boolean
  /** Ends its turn, if it has one: nothing is read any more. */
  readonly endTurn: () => void
}

/** Begins to read for a reply, whose client is watched. */
export function beginReading(reply: FastifyReply, limits: Limits): Reading {
  const controller = new AbortController()
  let opening: Promise<OpenSamples> | undefined
  let endTurn: EndTurn | undefined
  const response = reply.raw
  whenClientLeaves(response, () => {
    controller.abort(new Error('the client has left'))
    // The signal ends a wait for the Source; this ends a reading that nobody goes on with.
    opening?.then(({ frames }) => frames.return()).catch(() => undefined)
  })
  // A turn is over when the connection to the Source is given back, not before.
  response.once('close', () => {
    const read = opening?.then(({ frames }) => frames.return())
    void Promise.resolve(read)
      .catch(() => undefined)
      .then(() => endTurn?.())
  })
  limits.watchReader(response, (why) => {
    reply.log.warn(limits.explain(why))
    response.destroy()
  })
  return {
    open: (described, query) => (opening = described.open(query, controller.signal)),
    async takeTurn() {
      const end = await limits.longAnswers.take(controller.signal)
      // The client may have gone while the turn came.
      if (controller.signal.aborted) end()
      controller.signal.throwIfAborted()
      endTurn = end
    },
    mayBeLong() {
      endTurn ??= limits.longAnswers.tryTake()
      return endTurn !== undefined
    },
    endTurn: () => endTurn?.(),
  }
}
