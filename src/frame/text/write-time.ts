import { formatInstant, microsecondsPerDay, microsecondsPerMinute } from '../../time/instant.ts'
import type { Instant, SecondDigits } from '../../time/instant.ts'
import { writeAscii } from './write-number.ts'
import { pieceOf, slackBytes, wordOf, writePiece } from './write-piece.ts'

/** Bytes that a time may take: those before the year 0 or after 9999 have six digits and a sign; and slack. */
export const timeBytes = 30 + slackBytes

/** `00:0` to `23:5`: what the minutes of ten begin with. */
const tens = Int32Array.from({ length: 144 }, (_, ten) =>
  wordOf(`${String(Math.floor(ten / 6)).padStart(2, '0')}:${ten % 6}`),
)

/** What stands around each time of a column. */
export interface TimeSyntax {
  readonly before: string
  readonly after: string
}

/**
 * A writer for a column of times in RFC 3339, UTC, with what stands around them; it gives the place after
 * that. Rows come in order, so what a day's times begin with is kept from row to row: a time is a few
 * words, where a Date for each takes twenty times as long.
 */
export function createTimeWriter(
  { before, after }: TimeSyntax,
  digits: SecondDigits,
): (view: DataView, at: number, instant: Instant) => number {
  const [open, close] = [pieceOf(before), pieceOf(after)]
  const end = pieceOf(`:00${digits === 0 ? '' : `.${'0'.repeat(digits)}`}Z${after}`)
  let day = NaN
  let start = open
  return (view, at, instant) => {
    const dayNumber = Math.floor(instant / microsecondsPerDay)
    const minute = (instant - dayNumber * microsecondsPerDay) / microsecondsPerMinute
    if (minute !== Math.floor(minute)) {
      at = writeAscii(view, writePiece(view, at, open), formatInstant(instant, digits))
      return writePiece(view, at, close)
    }
    if (dayNumber !== day) {
      day = dayNumber
      start = pieceOf(`${before}${formatInstant(day * microsecondsPerDay).split('T')[0]!}T`)
    }
    at = writePiece(view, at, start)
    const ten = (minute / 10) | 0
    view.setInt32(at, tens[ten]!, true)
    view.setUint8(at + 4, 48 + minute - 10 * ten)
    return writePiece(view, at + 5, end)
  }
}
