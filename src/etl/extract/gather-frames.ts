import { concatFrames } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'

const framesAtOnce = 256
const rowsAtOnce = 65_536

/** Frames of the same columns, gathered as they come. */
export interface GatheredFrames {
  /** Rows so far. */
  readonly rows: number
  add(frame: Frame): void
  all(): readonly Frame[]
}

/**
 * Keeps frames. Many small ones are joined on the way: a frame of one row takes a kilobyte, and an answer
 * of nothing else a hundred times what its rows do. Frames of the usual size are left as they are.
 */
export function gatherFrames(columns: readonly string[]): GatheredFrames {
  const kept: Frame[] = []
  let recent: Frame[] = []
  let recentRows = 0
  let rows = 0
  return {
    get rows() {
      return rows
    },
    add(frame) {
      rows += frame.time.length
      recentRows += frame.time.length
      recent.push(frame)
      if (recent.length < framesAtOnce) return
      if (recentRows < rowsAtOnce) kept.push(concatFrames(recent, columns))
      else kept.push(...recent)
      recent = []
      recentRows = 0
    },
    all: () => [...kept, ...recent],
  }
}
