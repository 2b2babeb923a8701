import { createThinner } from '../../frame/create-thinner.ts'
import type { Thinner, ThinnerOptions } from '../../frame/create-thinner.ts'
import { sliceFrame } from '../../frame/frame.ts'
import type { AssetFrame, Frame } from '../../frame/frame.ts'
import { copyRows } from '../../frame/pick-rows.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Instant } from '../../time/instant.ts'

type Frames = AsyncGenerator<AssetFrame, void, void>

export interface OpenThinned {
  readonly frames: Frames
  /** False: no row was left out. True: of some asset there were more rows than points, or it was too early to say. */
  readonly isThinned: boolean
}

/**
 * The rows of charts, asset by asset; what held when the interval began comes first, and is none of a chart's. To say whether rows were left out before the first one leaves, frames are held
 * back until one asset has more rows than points, or all came; no more than `mostHeldCells` values, times counted.
 */
export async function openThinned(
  frames: Frames,
  options: ThinnerOptions,
  mostHeldCells: number,
): Promise<OpenThinned> {
  let isThinned = false
  const note = (thinner: Thinner) => (isThinned ||= thinner.isThinned())
  const thinned = thinEach(frames, options, note)
  const held: AssetFrame[] = []
  let cells = 0
  while (!isThinned) {
    const next = await thinned.next()
    if (next.done === true) break
    held.push(next.value)
    cells += next.value.frame.time.length * (1 + options.variables.length)
    if (cells > mostHeldCells) isThinned = true
  }
  async function* all(): Frames {
    for (let one = held.shift(); one !== undefined; one = held.shift()) yield one
    yield* thinned
  }
  return { frames: all(), isThinned }
}

interface Now {
  readonly asset: Asset
  readonly thinner: Thinner
}

/** `note` is told of each asset's thinner before a frame of it leaves. */
async function* thinEach(
  frames: Frames,
  options: ThinnerOptions,
  note: (thinner: Thinner) => void,
): Frames {
  let now: Now | undefined
  function* leave({ asset, thinner }: Now, chosen: readonly Frame[]): Generator<AssetFrame> {
    note(thinner)
    for (const frame of chosen) yield { asset, frame }
  }
  for await (const { asset, frame } of frames) {
    if (now?.asset !== asset) {
      if (now !== undefined) yield* leave(now, now.thinner.end())
      now = { asset, thinner: createThinner(options) }
    }
    const begun = countBefore(frame.time, options.interval.start)
    if (begun > 0) yield { asset, frame: copyRows(sliceFrame(frame, 0, begun)) }
    const rest = begun === 0 ? frame : sliceFrame(frame, begun, frame.time.length)
    yield* leave(now, now.thinner.push(rest))
  }
  if (now !== undefined) yield* leave(now, now.thinner.end())
}

function countBefore(time: Float64Array, start: Instant): number {
  let count = 0
  while (count < time.length && time[count]! < start) count++
  return count
}
