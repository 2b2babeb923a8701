import { columnOf } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { microsecondsPerMinute } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { farmNames } from './farm-names.ts'
import { hash } from './seeded-noise.ts'

/** What may be wrong with a turbine for a while, and what it does to its rows. */
export const faultKinds = {
  gap: 'rows are missing',
  frozen: 'the wind speed stays at one value',
  stopped: 'the turbine stands still: its power is 0',
} as const

export type FaultKind = keyof typeof faultKinds

/** A fault that is put into a farm's rows: of whole minutes. */
export interface FarmFault {
  readonly asset: string
  readonly kind: FaultKind
  readonly interval: Interval
}

/** A turbine in so many has one of each kind, and one has at least. */
const turbinesAFault = 6
/** Hours, the least and the most. */
const lengths: Readonly<Record<FaultKind, readonly [number, number]>> = {
  gap: [2, 12],
  frozen: [3, 24],
  stopped: [6, 48],
}

/**
 * Faults for a farm's rows of [start, end). Gaps lie in the first third of it, frozen sensors in the second, and stops
 * in the last: so no two of a turbine meet. The same seed and interval give the same.
 */
export function chooseFaults({ start, end }: Interval, seed: number, assets: number): FarmFault[] {
  const names = farmNames(assets)
  const third = Math.floor((end - start) / 3)
  const count = Math.max(1, Math.round(assets / turbinesAFault))
  return Object.keys(faultKinds).flatMap((name, place) => {
    const kind = name as FaultKind
    const key = hash(seed, 1000 + place)
    const shuffled = names
      .map((asset, i) => ({ asset, rank: hash(key, i) }))
      .sort((a, b) => a.rank - b.rank)
    return shuffled.slice(0, count).map(({ asset }, i): FarmFault => {
      const part = (what: number) => hash(hash(key, what), i) / 2 ** 32
      const [least, most] = lengths[kind]
      const hours = least + part(1) * (most - least)
      const length = Math.min(third, hours * 60 * microsecondsPerMinute)
      const from = start + place * third + part(2) * (third - length)
      return {
        asset,
        kind,
        interval: { start: wholeMinute(from), end: wholeMinute(from + length) },
      }
    })
  })
}

function wholeMinute(instant: number): number {
  return Math.round(instant / microsecondsPerMinute) * microsecondsPerMinute
}

/** The value that a frozen sensor stays at, from one frame to the next. */
export type Held = Map<FarmFault, number>

/** A turbine's rows with its faults in them: arrays are changed in place, and cut where rows are missing. */
export function spoil(frame: Frame, faults: readonly FarmFault[], held: Held): Frame {
  const { time, columns } = frame
  const isMissing = new Uint8Array(time.length)
  const [speed, power] = [columnOf(frame, 'wind_speed'), columnOf(frame, 'power')]
  for (const fault of faults) {
    const { kind, interval } = fault
    for (let row = 0; row < time.length; row++) {
      if (time[row]! < interval.start || time[row]! >= interval.end) continue
      if (kind === 'gap') isMissing[row] = 1
      if (kind === 'stopped') power[row] = 0
      if (kind !== 'frozen') continue
      const value = held.get(fault) ?? speed[row]!
      held.set(fault, value)
      speed[row] = value
    }
  }
  if (!isMissing.includes(1)) return frame
  const keep = (values: Float64Array) => values.filter((_, row) => isMissing[row] === 0)
  return {
    time: keep(time),
    columns: new Map([...columns].map(([name, values]) => [name, keep(values)])),
  }
}
