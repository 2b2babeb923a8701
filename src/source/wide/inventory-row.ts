/** What a query has of a day, or a segment of one, of an asset. */
export interface InventoryRow {
  readonly place: number
  /** From 1 on; of rows by segment that one's number. */
  readonly day: number
  readonly rows: number
  /** A number each variable, with commas between them. */
  readonly counts: string
  readonly fingerprints: string
  /** A time each variable whose values come on change, in microseconds; empty where it has no value. */
  readonly latest: string
}
