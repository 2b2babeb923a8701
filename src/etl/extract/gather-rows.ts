import { concatFrames, emptyFrame } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { longestOf } from '../../signal/hold.ts'
import type { Holds } from '../../signal/hold.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { mostArrowBytes, mostRows, mostRowsAtOnce } from './answer-limits.ts'
import type { AskedFor } from './answer-limits.ts'
import { gatherFrames } from './gather-frames.ts'
import { malformed } from './malformed.ts'
import { takeTurn } from './take-turn.ts'

/** An interval of which rows are asked for. */
export interface AskedInterval extends Interval {
  /** Where it begins, if what is before that only leads into it. */
  readonly wanted?: Instant
}

/** Told of rows as they come, those of an answer that is asked for again too; not of those before what is wanted. */
export type OnRows = (rows: number) => void

/** Rows of one asset, gathered as they come. */
export interface RowGatherer {
  /**
   * Throws `answer-malformed` for rows outside the interval or out of order. Where values come on change, rows that may
   * hold when it begins are of it too.
   */
  add(frame: Frame, holds: Holds): void
  /**
   * So many bytes of the answer have been read. Throws `answer-too-long` for far more rows or bytes than the settings
   * expect; waits for its turn where other answers of many rows are being read.
   */
  mind(bytes: number): Promise<void>
  /** All that was gathered. */
  frame(): Frame
  /** Ends its turn, and lets the rows go; safe to call twice. */
  end(): void
}

/** Gathers rows of an interval, and checks them on the way. */
export function gatherRows(interval: AskedInterval, asked: AskedFor, onRows?: OnRows): RowGatherer {
  const { variables } = asked
  let gathered = gatherFrames(variables)
  const limit = mostRows(interval, asked)
  const byteLimit = mostArrowBytes(limit, asked)
  const rowsAtOnce = mostRowsAtOnce(interval, asked)
  let bytes = 0
  let lastTime = -Infinity
  let endTurn: (() => void) | undefined
  return {
    add(frame, holds) {
      const start = interval.start - longestOf(holds)
      lastTime = checkTimes(frame.time, { start, end: interval.end }, lastTime)
      gathered.add(frame)
      onRows?.(rowsFrom(frame.time, interval.wanted ?? -Infinity))
    },
    async mind(more) {
      bytes += more
      if (gathered.rows > limit || bytes > byteLimit) {
        const { tooLong } = await import('./too-long.ts')
        throw tooLong(interval, asked, gathered.rows, bytes)
      }
      if (gathered.rows > rowsAtOnce) endTurn ??= await takeTurn()
    },
    frame() {
      const frames = gathered.all()
      return frames.length === 0 ? emptyFrame(variables) : concatFrames(frames, variables)
    },
    end() {
      endTurn?.()
      endTurn = undefined
      // An error that was thrown in here holds these functions, with all that they see, as long as it is kept.
      gathered = gatherFrames(variables)
    },
  }
}

/** How many of rows in order are not before a time. */
function rowsFrom(time: Float64Array, first: Instant): number {
  let before = 0
  while (before < time.length && time[before]! < first) before++
  return time.length - before
}

/** Checks rows that follow one of `previous`: gives the last one's time. */
function checkTimes(time: Float64Array, { start, end }: Interval, previous: number): number {
  let last = previous
  for (let row = 0; row < time.length; row++) {
    const instant = time[row]!
    if (instant < start || instant >= end) {
      throw malformed(`a row of ${describeInstant(instant)}, outside the interval`)
    }
    if (instant < last) throw malformed(`rows out of order at ${formatInstant(instant)}`)
    last = instant
  }
  return last
}

/** A time that nothing has bounded yet. */
function describeInstant(instant: number): string {
  return Math.abs(instant) < 8.64e18 ? formatInstant(instant) : `${instant} µs since 1970`
}
