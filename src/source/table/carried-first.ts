import type { AssetFrame } from '../../frame/frame.ts'
import { copyRows } from '../../frame/pick-rows.ts'
import type { Asset } from '../../signal/asset.ts'

/**
 * Frames of assets, in their order, with those before them that each asset begins with: also of assets that have no
 * others. What they begin with is held meanwhile: a few rows each.
 */
export async function* carriedFirst(
  assets: readonly Asset[],
  carried: AsyncGenerator<AssetFrame, void, void>,
  frames: AsyncGenerator<AssetFrame, void, void>,
): AsyncGenerator<AssetFrame, void, void> {
  const begun = new Map<Asset, AssetFrame[]>()
  for await (const one of carried)
    begun.set(one.asset, [...(begun.get(one.asset) ?? []), { ...one, frame: copyRows(one.frame) }])
  let next = 0
  const upTo = (end: number) => {
    const passed = assets.slice(next, end)
    next = Math.max(next, end)
    return passed.flatMap((asset) => begun.get(asset) ?? [])
  }
  for await (const one of frames) {
    if (assets[next - 1] !== one.asset) yield* upTo(assets.indexOf(one.asset, next) + 1)
    yield one
  }
  yield* upTo(assets.length)
}
