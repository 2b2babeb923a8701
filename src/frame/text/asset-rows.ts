import type { Asset } from '../../signal/asset.ts'
import type { Frame, FrameLayout } from '../frame.ts'
import { createRowWriter } from './text-rows.ts'
import type { RowSyntax } from './text-rows.ts'

/**
 * Gives the UTF-8 bytes of frame after frame. Where the layout has assets, the name of a frame's own is
 * part of what stands around its values: it costs a row no more than a longer key.
 */
export function createAssetRowWriter(
  { assets, timeDigits }: FrameLayout,
  syntaxOf: (asset: Asset | undefined) => RowSyntax,
): (frame: Frame, asset?: Asset) => Uint8Array {
  if (assets === undefined) return createRowWriter(syntaxOf(undefined), timeDigits)
  let last: Asset | undefined
  let write: ((frame: Frame) => Uint8Array) | undefined
  let hasRows = false
  return (frame, asset = '') => {
    if (write === undefined || asset !== last) {
      write = createRowWriter(syntaxOf(asset), timeDigits, !hasRows)
      last = asset
    }
    hasRows ||= frame.time.length > 0
    return write(frame)
  }
}
