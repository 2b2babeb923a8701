import { nearestName } from '../../errors/did-you-mean.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { isDay } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { isWritable } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { parseTime } from '../../time/parse-time.ts'

/** The parameters of a request, each a text that was given once. */
export type Query<Name extends string> = Readonly<Partial<Record<Name, string>>>

/** Throws `unknown-parameter` where there is another one, or one more than once. */
export function readQuery<Name extends string>(
  given: unknown,
  names: readonly Name[],
): Query<Name> {
  const query = given as Readonly<Record<string, unknown>>
  for (const [name, value] of Object.entries(query)) {
    if (!(names as readonly string[]).includes(name)) {
      const near = nearestName(name, names)
      const ask = near === undefined ? '' : ` (did you mean ${near}?)`
      const takes =
        names.length === 0
          ? 'there is none to give here'
          : `the parameters here are ${names.join(', ')}`
      throw new MinuanoError(
        'unknown-parameter',
        `the parameter ${quoteShort(name)} is not known${ask}; ${takes}`,
      )
    }
    if (typeof value !== 'string') {
      throw new MinuanoError('unknown-parameter', `${name} may be given once`)
    }
  }
  return query as Query<Name>
}

/** Throws `missing-parameter` where it is not given. */
export function demand<Name extends string>(query: Query<Name>, name: Name): string {
  const value = query[name]
  if (value !== undefined) return value
  throw new MinuanoError('missing-parameter', `the request lacks ${name}`)
}

/** Throws `invalid-time`. */
export function readDay(name: string, text: string): Day {
  if (isDay(text)) return text
  throw new MinuanoError(
    'invalid-time',
    `${name} is ${quoteShort(text)}, and must be a day, such as 2025-01-03`,
  )
}

/** Throws `empty-interval`. */
export function demandForwards({ from, to }: { from: Day | undefined; to: Day | undefined }): void {
  if (from === undefined || to === undefined || from <= to) return
  throw new MinuanoError('empty-interval', 'from must not be after to')
}

/** What is left out is that end of `whole`. Throws `invalid-time` and `empty-interval`. */
export function readInterval(
  { from, to }: Query<'from' | 'to'>,
  whole: Interval,
  zone: string,
): Interval {
  const interval = {
    start: from === undefined ? whole.start : readTime('from', from, zone),
    end: to === undefined ? whole.end : readTime('to', to, zone),
  }
  if (interval.start < interval.end) return interval
  throw new MinuanoError(
    'empty-interval',
    'from must be before to, which is not part of the interval',
  )
}

function readTime(name: string, text: string, zone: string): Instant {
  const instant = parseTime(text, zone)
  if (instant !== undefined && isWritable(instant)) return instant
  throw new MinuanoError(
    'invalid-time',
    `${name} is ${quoteShort(text)}, and must be a time of the years 0001 to 9999, such as 2025-01-03T12:00:00Z`,
  )
}

/** A whole number within bounds. Throws `invalid-parameter`. */
export function readNumber(
  name: string,
  text: string | undefined,
  { least, most, usual }: { readonly least: number; readonly most: number; readonly usual: number },
): number {
  if (text === undefined) return usual
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (number >= least && number <= most) return number
  throw new MinuanoError(
    'invalid-parameter',
    `${name} is ${quoteShort(text)}, and must be a whole number from ${least} to ${most}`,
  )
}

/** One of some words. Throws `invalid-parameter`. */
export function readChoice<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly [Word, ...Word[]],
): Word {
  const word = text === undefined ? words[0] : words.find((candidate) => candidate === text)
  if (word !== undefined) return word
  throw new MinuanoError(
    'invalid-parameter',
    `${name} is ${quoteShort(text!)}, and must be one of ${words.join(', ')}`,
  )
}
