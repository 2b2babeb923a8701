import { createArrowDecoder } from '../../../frame/arrow/arrow-decoder.ts'
import { concatFrames } from '../../../frame/frame.ts'
import type { Frame } from '../../../frame/frame.ts'
import { ask, withQuery } from './ask.ts'
import type { Query } from './ask.ts'

/** Asks for an Arrow stream, and gives all its rows as one frame; without rows, a frame without columns. */
export async function askFrame(path: string, query: Query): Promise<Frame> {
  const response = await ask(withQuery(path, query))
  const decoder = createArrowDecoder()
  const parts = decoder.push(new Uint8Array(await response.arrayBuffer()))
  decoder.end()
  const frames = parts.map(({ frame }) => frame)
  if (frames.length === 0) return { time: new Float64Array(0), columns: new Map() }
  return concatFrames(frames, [...frames[0]!.columns.keys()])
}
