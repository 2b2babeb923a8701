/**
 * What is known of rows beside what the Source says of them, by variable: a byte a row of the day's frame, those of
 * the day alone, 1 where the row is so. A variable that is not there has no such row.
 */
export interface SampleMarks {
  /** Values of a sensor that hangs: they are used, unless a setting leaves them out. */
  readonly frozen?: ReadonlyMap<string, Uint8Array>
  /** Rows that somebody excluded by hand: they are never used. */
  readonly excluded?: ReadonlyMap<string, Uint8Array>
}
