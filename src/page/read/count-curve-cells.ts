/** Bins that fall together in a power curve; null where a bin lacks one of the two. */
export interface CurveCell {
  /** Of the wind, by the curve's bins, whose centres are its multiples. */
  readonly half: number | null
  /** Of the wind, by the density. */
  readonly quarter: number | null
  /** Of the power, by the density. */
  readonly row: number | null
  readonly bins: number
  /** Of the power. */
  readonly sum: number | null
}

export interface CurveSteps {
  readonly wind: number
  readonly densityWind: number
  readonly power: number
}

/** A series' times in order, each once, and its means; NaN is no value. */
export interface Means {
  readonly time: Float64Array
  readonly mean: Float64Array
}

/** Wind and power of a span. */
export type CurvePiece = readonly [wind: Means, power: Means]

/** Counts the cells of a power curve: wind and power that are of one time, in spans that follow one another. */
export async function countCurveCells(
  pieces: AsyncIterable<CurvePiece>,
  steps: CurveSteps,
): Promise<CurveCell[]> {
  const cells: Cells = new Map()
  let alone = 0
  for await (const [wind, power] of pieces) alone += countPiece(cells, wind, power, steps)
  const none = { half: null, quarter: null, row: null, sum: null }
  return alone === 0 ? [...cells.values()] : [...cells.values(), { ...none, bins: alone }]
}

type Cells = Map<number | string, { -readonly [Key in keyof CurveCell]: CurveCell[Key] }>

/** Gives how many bins lack one of the two. */
function countPiece(cells: Cells, wind: Means, power: Means, steps: CurveSteps): number {
  let alone = 0
  let [ofWind, ofPower] = [0, 0]
  while (ofWind < wind.time.length || ofPower < power.time.length) {
    const [at, other] = [wind.time[ofWind] ?? Infinity, power.time[ofPower] ?? Infinity]
    const speed = at <= other ? wind.mean[ofWind++]! : NaN
    const output = other <= at ? power.mean[ofPower++]! : NaN
    if (isNaN(speed) || isNaN(output)) {
      if (!(isNaN(speed) && isNaN(output))) alone++
      continue
    }
    const quarter = Math.floor(speed / steps.densityWind)
    const row = Math.floor(output / steps.power)
    const half = Math.floor(speed / steps.wind + 0.5)
    const key = keyOf(half, quarter, row)
    const cell = cells.get(key)
    if (cell === undefined) cells.set(key, { half, quarter, row, bins: 1, sum: output })
    else {
      cell.bins++
      cell.sum! += output
    }
  }
  return alone
}

const widest = 4096

/** A number where it can be one: of ten years half a million are looked up. */
function keyOf(half: number, quarter: number, row: number): number | string {
  const isUsual = Math.max(Math.abs(half), Math.abs(quarter), Math.abs(row)) < widest
  if (!isUsual) return `${half} ${quarter} ${row}`
  return ((half + widest) * 2 * widest + quarter + widest) * 2 * widest + row + widest
}
