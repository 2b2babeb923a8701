/** The values of a variable that can be true; what lies outside is a sentinel or a fault. */
export interface ValidRange {
  readonly least: number
  readonly most: number
  /** Whole numbers alone: codes of a state. */
  readonly whole?: true
}

export type ValidRanges = ReadonlyMap<string, ValidRange>

/** Power is believed from -10 % (consumption at standstill) to 120 % of rated power. */
export function powerRange(ratedPower: number): ValidRange {
  return { least: -0.1 * ratedPower, most: 1.2 * ratedPower }
}
