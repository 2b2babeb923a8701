/** Who was measured. `ours` is Minuano; what the others are says `peers`. */
export type Peer = 'ours' | 'classic' | 'fast' | 'floor'

export type Unit = 's' | 'ms' | 'requests/s' | 'MB' | 'kB' | 'MB/s' | '%' | 'answers'

/** What one contestant showed: every run, and the median that the ratios are made of. */
export interface Figure {
  /** A peer, or one in more detail: `floor: COPY out`. */
  readonly name: string
  readonly unit: Unit
  readonly runs: readonly number[]
  readonly median: number
}

/** A number that has a target. */
export interface Verdict {
  /** The table's column. */
  readonly against: Exclude<Peer, 'ours'>
  readonly value: number
  /** What the number is, to be read after it: `times faster`. */
  readonly what: string
  readonly bound: 'at least' | 'at most'
  readonly target: number
  readonly met: boolean
}

/** A row of the table. */
export interface RowResult {
  readonly name: string
  readonly title: string
  readonly figures: readonly Figure[]
  readonly verdicts: readonly Verdict[]
  /** What a reader should know: what was checked, what was left out. */
  readonly notes: readonly string[]
}
