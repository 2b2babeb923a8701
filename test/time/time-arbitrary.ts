import fc from 'fast-check'
import type { Instant } from '../../src/time/instant.ts'

export const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]

export const anyZone = fc.constantFrom(...zones)

/** Any microsecond of the years 1970 to 2037. */
export const anyInstant: fc.Arbitrary<Instant> = fc.integer({
  min: 0,
  max: Date.UTC(2038, 0, 1) * 1000 - 1,
})

/** Clocks that jumped, and the first instant after. */
export const jumps: readonly (readonly [zone: string, instant: string])[] = [
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z'],
  ['America/St_Johns', '2006-10-29T02:31:00Z'],
  ['America/St_Johns', '2006-04-02T03:31:00Z'],
  ['Europe/Lisbon', '2024-03-31T01:00:00Z'],
  ['Europe/Lisbon', '2024-10-27T01:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00:00Z'],
  ['Africa/Cairo', '2023-04-27T22:00:00Z'],
  ['Africa/Cairo', '2023-10-26T21:00:00Z'],
  ['Antarctica/Troll', '2024-03-31T01:00:00Z'],
  ['Antarctica/Troll', '2024-10-27T01:00:00Z'],
  ['Australia/Lord_Howe', '2024-04-06T15:00:00Z'],
  ['Africa/Monrovia', '1972-01-07T00:44:30Z'],
]

const hour = 3600e6

/** An instant and a zone; often one whose clock has just jumped or is about to. */
export const instantInZone: fc.Arbitrary<{ instant: Instant; zone: string }> = fc.oneof(
  fc.record({ instant: anyInstant, zone: anyZone }),
  fc
    .tuple(
      fc.constantFrom(...jumps),
      fc.oneof(
        fc.integer({ min: -26 * 60, max: 26 * 60 }).map((minutes) => minutes * 60e6),
        fc.integer({ min: -3 * hour, max: 3 * hour }),
        fc.constantFrom(-1, 0, 1),
      ),
    )
    .map(([[zone, instant], shift]) => ({ zone, instant: Date.parse(instant) * 1000 + shift })),
)
