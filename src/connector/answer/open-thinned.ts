import { createThinner } from '../../frame/create-thinner.ts'
import type { Thinner, ThinnerOptions } from '../../frame/create-thinner.ts'
import type { AssetFrame, Frame } from '../../frame/frame.ts'
import type { Asset } from '../../signal/asset.ts'

type Frames = AsyncGenerator<AssetFrame, void, void>

export interface OpenThinned {
  readonly frames: Frames
  /** False: no row was left out. True: of some asset there were more rows than points, or it was too early to say. */
  readonly isThinned: boolean
}

/**
 * The rows of charts, asset by asset. To say whether rows were left out before the first one leaves, frames are held
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
    yield* leave(now, now.thinner.push(frame))
  }
  if (now !== undefined) yield* leave(now, now.thinner.end())
}
