import type { AssetFrame, Frame } from '../../frame/frame.ts'
import type { Asset } from '../../signal/asset.ts'

/** Where several assets are read at once: the place of each row's, as the table says it. */
export interface PlacedFrame extends Frame {
  readonly place?: Float64Array
}

/** Rows of several assets, one after the other, as a frame of each: parts of the same arrays. */
export function* splitByPlace(
  { place, ...frame }: PlacedFrame,
  assets: readonly Asset[],
): Generator<AssetFrame> {
  const count = frame.time.length
  for (let from = 0; from < count;) {
    let to = from + 1
    while (to < count && place![to] === place![from]) to++
    const asset = assets[place![from]! - 1]!
    yield { asset, frame: from === 0 && to === count ? frame : part(frame, from, to) }
    from = to
  }
}

function part({ time, columns, reasons }: AssetFrame['frame'], from: number, to: number) {
  const cut = <A extends Float64Array | Uint8Array>(map: ReadonlyMap<string, A>) =>
    new Map([...map].map(([name, values]) => [name, values.subarray(from, to) as A]))
  return {
    time: time.subarray(from, to),
    columns: cut(columns),
    ...(reasons !== undefined && { reasons: cut(reasons) }),
  }
}
