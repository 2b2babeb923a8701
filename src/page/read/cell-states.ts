import type { CellLetter } from '../api.ts'

/** The bins of an asset, one after the other: means, NaN where there is none. */
export interface AssetBins {
  /** In m/s; undefined: no variable is one. */
  readonly wind: Float64Array | undefined
  readonly power: Float64Array | undefined
  /** Of a plant with neither: those of another variable, which say just whether there are values. */
  readonly other?: Float64Array | undefined
  /** Samples of a bin, where they are fewer than expected; else NaN. */
  readonly samples: Float64Array
}

export interface CellRules {
  /** In the unit of power; null: not known. */
  readonly ratedPower: number | null
  /** Samples of a whole bin. */
  readonly expectedSamples: number
}

/** What a bin is, and of a suspect one what is in doubt. */
export interface Cell {
  readonly letter: CellLetter
  readonly why?: string
}

/** Wind that a turbine runs in, in m/s: what OpenOA's example of an energy estimate looks from for stops. */
export const windToRun = 5
/** Part of rated power from which it counts as producing: less is what it takes and gives at standstill. */
export const producingPart = 0.01
/** So many bins of the very same value are a sensor that hangs: OpenOA's `unresponsive_flag`, 30 minutes. */
export const frozenBins = 3
/** Part of rated power that no wind below `tooLittleWind` makes. */
const muchPower = 0.1
const tooLittleWind = 2
/** Power that is held at its limit is the same for hours. */
const limitedPart = 0.95

/** The state of each bin; `docs/page.md` says the rules. */
export function cellStates(bins: AssetBins, rules: CellRules): Cell[] {
  const { wind, power, other, samples } = bins
  const windRuns = wind === undefined ? undefined : frozenRuns(wind, (value) => value > 0)
  const [least, most] = [producingPart, limitedPart].map((part) => part * (rules.ratedPower ?? NaN))
  const powerRuns =
    power === undefined ? undefined : frozenRuns(power, (value) => value > least! && value < most!)
  return Array.from(samples, (sampled, bin): Cell => {
    const [speed, output] = [wind?.[bin] ?? NaN, power?.[bin] ?? NaN]
    if (isNaN(speed) && isNaN(output) && isNaN(other?.[bin] ?? NaN)) return { letter: '-' }
    const why =
      windRuns?.[bin] === 1
        ? `the wind speed stays at ${short(speed)}`
        : powerRuns?.[bin] === 1
          ? `the power stays at ${short(output)}`
          : doubtOf(bins, rules, speed, output, sampled)
    if (why !== undefined) return { letter: 'q', why }
    return { letter: stateOf(bins, rules, speed, output) }
  })
}

function doubtOf(
  { wind, power }: AssetBins,
  { ratedPower, expectedSamples }: CellRules,
  speed: number,
  output: number,
  sampled: number,
): string | undefined {
  if (wind !== undefined && isNaN(speed)) return 'power without a wind speed'
  if (power !== undefined && isNaN(output)) return 'a wind speed without power'
  if (output > muchPower * (ratedPower ?? NaN) && speed < tooLittleWind) {
    return `power at a wind of ${short(speed)} m/s`
  }
  if (sampled > 0 && sampled * 2 < expectedSamples) {
    return `${sampled} of ${expectedSamples} samples`
  }
  return undefined
}

function stateOf(
  { power }: AssetBins,
  { ratedPower }: CellRules,
  speed: number,
  output: number,
): CellLetter {
  // Of a plant without power it is known just that there are values.
  if (power === undefined || output > producingPart * (ratedPower ?? 0)) return 'p'
  return speed >= windToRun ? 's' : 'c'
}

/** 1 in each bin of a run of the very same value, of those that count. */
function frozenRuns(values: Float64Array, counts: (value: number) => boolean): Uint8Array {
  const marks = new Uint8Array(values.length)
  for (let from = 0; from < values.length;) {
    let to = from + 1
    while (to < values.length && values[to] === values[from]) to++
    if (to - from >= frozenBins && counts(values[from]!)) marks.fill(1, from, to)
    from = to
  }
  return marks
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)))
}
