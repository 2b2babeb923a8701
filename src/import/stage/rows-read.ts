import type { Instant, SecondDigits } from '../../time/instant.ts'

/** What is known of a file's rows as they are read. */
export interface RowsRead {
  /** Rows of the file, bad ones too; empty lines, comments and repeated headers are none. */
  read: number
  /** Whether each good row is later than the one before it, or each earlier: then no time is there twice. */
  ascending: boolean
  descending: boolean
  /** The times' decimals of a second. */
  digits: SecondDigits
  /** Rows of hours that the clock showed twice: those of the first time, and of the second. */
  doubledFirst: number
  doubledSecond: number
  /** Records that repeat the header, or what stands below it, and lines of comment among the rows. */
  repeatedHeaders: number
  comments: number
}

export function createRowsRead(): RowsRead {
  return {
    read: 0,
    ascending: true,
    descending: true,
    digits: 0,
    doubledFirst: 0,
    doubledSecond: 0,
    repeatedHeaders: 0,
    comments: 0,
  }
}

/** Notes a good row's time, and whether it goes on from the row before it. */
export function noteTime(seen: RowsRead, time: Instant, previous: Instant | undefined): void {
  if (seen.digits < 6 && time % 1e6 !== 0) seen.digits = time % 1000 === 0 ? 3 : 6
  if (previous === undefined) return
  if (time <= previous) seen.ascending = false
  if (time >= previous) seen.descending = false
}
