import type { Frame } from '../../frame/frame.ts'
import type { Holds } from '../../signal/hold.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { labelShift } from '../shape/sample-label.ts'
import { clearMarked } from './clear-marked.ts'
import { markExcluded } from './mark-excluded.ts'

/**
 * What the settings exclude by hand: marks of a day's rows, of periodic variables, and the frame that they are of, what leads
 * into the day too, without those values.
 */
export function byHand(
  rows: Frame,
  frame: Frame,
  {
    excluded = new Map<never, never>(),
    sampleLabel,
  }: Pick<EtlSettings, 'excluded' | 'sampleLabel'>,
  holds: Holds,
): { readonly marks: ReadonlyMap<string, Uint8Array>; readonly before: Frame } {
  const shift = labelShift(sampleLabel)
  const periodic = new Map([...excluded].filter(([variable]) => !holds.has(variable)))
  return {
    marks: markExcluded(rows.time, periodic, shift),
    before: clearMarked(frame, markExcluded(frame.time, periodic, shift)),
  }
}
