import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { AssetFrame, FrameEncoder } from '../../frame/frame.ts'

/**
 * Frames that are held back to see whether they are all: about 6,000 rows of a few columns. With 16,000 the
 * first byte of a long answer came 80 to 100 ms after the query's first row on a busy machine.
 */
const framesToHold = 3

/**
 * Sends frames as they come. An answer of few frames goes as one piece, with its length and its row
 * count in the head; a longer one as a stream, no faster than it is read. An error in mid-stream
 * breaks the connection, so that the answer is seen to be broken.
 */
export async function answerFrames(
  reply: FastifyReply,
  frames: AsyncGenerator<AssetFrame, void, void>,
  encoder: FrameEncoder,
): Promise<FastifyReply> {
  const chunks = [encoder.start()]
  let rowCount = 0
  const encode = ({ asset, frame }: AssetFrame) => {
    rowCount += frame.time.length
    return encoder.rows(frame, asset)
  }
  for (let taken = 0; taken <= framesToHold; taken++) {
    const next = await frames.next()
    if (next.done === true) {
      chunks.push(encoder.end(rowCount))
      return reply.header('minuano-rows', rowCount).send(Buffer.concat(chunks))
    }
    chunks.push(encode(next.value))
  }
  async function* encodeAll(): AsyncGenerator<Uint8Array> {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) yield chunk
    for await (const next of frames) yield encode(next)
    yield encoder.end(rowCount)
  }
  return reply.send(Readable.from(encodeAll(), { objectMode: false }))
}
