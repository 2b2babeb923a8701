import type { FastifyReply } from 'fastify'
import type { AssetFrame } from '../../frame/frame.ts'
import type { ThinnerOptions } from '../../frame/create-thinner.ts'
import { loopTurn } from '../limits/loop-turn.ts'
import { mostPointCells } from '../query/read-points.ts'
import { answerFrames, framesToHold } from './answer-frames.ts'
import type { FramesToSend } from './answer-frames.ts'
import { openThinned } from './open-thinned.ts'
import { timed } from './timings.ts'

/**
 * As `answerFrames`, of the rows of a chart. Whether the answer is a long one is told by what is read for it: a few points
 * may be chosen of millions of rows.
 */
export async function answerThinned(
  reply: FastifyReply,
  toSend: FramesToSend,
  thinning: ThinnerOptions,
): Promise<boolean> {
  const noTurn = new Error('no turn is free for an answer that reads so many rows')
  async function* readInTurns(): AsyncGenerator<AssetFrame, void, void> {
    let taken = 0
    for await (const next of toSend.frames) {
      // Of what was chosen nothing has left by then: it has no more frames than what it was chosen of.
      if (taken === framesToHold && !toSend.mayBeLong()) throw noTurn
      if (taken > 0) await loopTurn()
      taken++
      yield next
    }
  }
  try {
    const { frames, isThinned } = await timed(toSend.timings, 'db', () =>
      openThinned(readInTurns(), thinning, mostPointCells),
    )
    reply.header('minuano-points', isThinned ? 'thinned' : 'all')
    return await answerFrames(reply, { ...toSend, frames })
  } catch (error) {
    if (error === noTurn) return false
    throw error
  }
}
