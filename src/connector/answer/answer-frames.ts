import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { AssetFrame, FrameEncoder } from '../../frame/frame.ts'
import { loopTurn } from '../limits/loop-turn.ts'
import { logBrokenAnswer } from './log-broken-answer.ts'
import { sayTimings, timed } from './timings.ts'
import type { Timings } from './timings.ts'

/**
 * Frames that are held back to see whether they are all: about 6,000 rows of a few columns. With 16,000 the
 * first byte of a long answer came 80 to 100 ms after the query's first row on a busy machine.
 */
export const framesToHold = 3

/** An answer on its way. */
export interface FramesToSend {
  readonly frames: AsyncGenerator<AssetFrame, void, void>
  readonly encoder: FrameEncoder
  readonly mostRows: number
  /** Asked once where frames do not end soon: whether the answer may go on as a long one. */
  readonly mayBeLong: () => boolean
  /** Called when the last frame was taken: what is left is for the reader alone. */
  readonly whenRead: () => void
  /** Told of rows as they are sent. */
  readonly countRows: (count: number) => void
  readonly timings: Timings
}

/**
 * Sends frames as they come. An answer of few frames goes as one piece, with its length and its row
 * count in the head; a longer one as a stream, no faster than it is read. An error in mid-stream
 * breaks the connection, so that the answer is seen to be broken. Nothing is sent, and the reading ended, of
 * a longer one that may not be long. Gives whether it was sent: a reply itself is a promise to `await`, of nothing.
 */
export async function answerFrames(
  reply: FastifyReply,
  { frames, encoder, mostRows, mayBeLong, whenRead, countRows, timings }: FramesToSend,
): Promise<boolean> {
  const chunks = [encoder.start()]
  let rowCount = 0
  const encode = ({ asset, frame }: AssetFrame) => {
    rowCount += frame.time.length
    if (rowCount > mostRows) throw tooManyRows(mostRows)
    return encoder.rows(frame, asset)
  }
  for (let taken = 0; taken <= framesToHold; taken++) {
    const next = await timed(timings, 'db', () => frames.next())
    if (next.done === true) {
      whenRead()
      chunks.push(encoder.end(rowCount))
      countRows(rowCount)
      sayTimings(reply, timings)
      reply.header('minuano-rows', rowCount).send(Buffer.concat(chunks))
      return true
    }
    chunks.push(encode(next.value))
  }
  if (!mayBeLong()) {
    await frames.return()
    return false
  }
  async function* encodeAll(): AsyncGenerator<Uint8Array> {
    try {
      countRows(rowCount)
      for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) yield chunk
      for await (const next of frames) {
        await loopTurn()
        const chunk = encode(next)
        countRows(next.frame.time.length)
        yield chunk
      }
      whenRead()
      yield encoder.end(rowCount)
    } catch (error) {
      if (!reply.raw.destroyed) logBrokenAnswer(reply.log, error, rowCount)
      throw error
    }
  }
  sayTimings(reply, timings)
  reply.send(Readable.from(encodeAll(), { objectMode: false }))
  return true
}

function tooManyRows(most: number): MinuanoError {
  return new MinuanoError(
    'too-much-asked',
    `the answer has more than ${most} rows, the most that the Connector gives in one (CONNECTOR_MAX_ROWS): ask in parts`,
  )
}
