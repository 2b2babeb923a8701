import fc from 'fast-check'
import type { Frame, FrameLayout } from '../../src/frame/frame.ts'
import type { SecondDigits } from '../../src/time/instant.ts'

/** A frame, what its codec must know, and where to split it and its bytes. */
export interface FrameCase {
  readonly layout: FrameLayout
  readonly frame: Frame
  /** Places in the row order, 0 to 1, at which a new batch begins. */
  readonly batches: readonly number[]
  /** Places in the bytes, 0 to 1, at which a new chunk begins. */
  readonly chunks: readonly number[]
}

/** Any double, the strange ones often. */
const anyValue = fc.oneof(
  { weight: 3, arbitrary: fc.double() },
  fc.constantFrom(NaN, -0, 0, Infinity, -Infinity),
  fc.constantFrom(5e-324, -5e-324, 2.2250738585072014e-308, 2.225073858507201e-308),
  fc.constantFrom(
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    1e21,
    123456789012345680000,
    1e-7,
    0.1 + 0.2,
  ),
)

const strangeName = fc.constantFrom(
  'wind_speed',
  'wind "speed"',
  'power, kW',
  'a\nb',
  'a\r\nb',
  ' spaces ',
  'Größe_°C',
  '风速',
  '💨',
  '\uFEFFmarked',
  '__proto__',
  'toString',
  'wind_speed.reason',
  'wind_speed.reason_',
  '1',
  "it's",
  'back\\slash',
)
const anyName = fc.oneof(strangeName, fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }))

/** Nothing to say mostly; reasons that are known, and numbers that are not. */
const anyReason = fc.oneof(fc.constant(0), fc.constantFrom(1, 16, 17), fc.nat({ max: 255 }))

const first = Date.UTC(1800, 0, 1) * 1000
const last = Date.UTC(2255, 0, 1) * 1000

/** Whole minutes mostly, as in a Source; or any instant that `digits` can show. */
function anyTime(digits: SecondDigits): fc.Arbitrary<number> {
  const multiplesOf = (step: number) =>
    fc.integer({ min: first / step, max: last / step }).map((count) => count * step)
  return fc.oneof(multiplesOf(60e6), multiplesOf(10 ** (6 - digits)))
}

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })

export const frameCase: fc.Arbitrary<FrameCase> = fc
  .record({
    names: fc.uniqueArray(anyName, { minLength: 1, maxLength: 6 }),
    digits: fc.constantFrom<SecondDigits>(0, 3, 6),
    rows: fc.oneof(fc.constantFrom(0, 1, 7, 8, 9, 32, 33, 65), fc.nat({ max: 40 })),
  })
  .chain(({ names, digits, rows }) => {
    const [timeName, ...columns] = names as [string, ...string[]]
    const column = <T>(value: fc.Arbitrary<T>) =>
      fc.array(value, { minLength: rows, maxLength: rows })
    return fc
      .record({
        time: column(anyTime(digits)),
        values: fc.tuple(...columns.map(() => column(anyValue))),
        reasons: fc.option(fc.subarray(columns), { nil: undefined }),
        bytes: fc.tuple(...columns.map(() => column(anyReason))),
        batches: places,
        chunks: places,
      })
      .map(({ time, values, reasons, bytes, batches, chunks }) => ({
        layout: { timeName, timeDigits: digits, columns, reasons },
        frame: withReasons(makeFrame(columns, time, values), reasons, bytes),
        batches,
        chunks,
      }))
  })

function withReasons(
  frame: Frame,
  names: readonly string[] | undefined,
  bytes: readonly (readonly number[])[],
): Frame {
  if (names === undefined) return frame
  const reasons = names.map((name, index) => [name, Uint8Array.from(bytes[index]!)] as const)
  return { ...frame, reasons: new Map(reasons) }
}

export function makeFrame(
  names: readonly string[],
  time: readonly number[],
  values: readonly (readonly number[])[],
): Frame {
  return {
    time: Float64Array.from(time),
    columns: new Map(names.map((name, index) => [name, Float64Array.from(values[index]!)])),
  }
}
