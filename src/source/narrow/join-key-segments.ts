import type { DayCuts } from '../table/cut-days.ts'
import type { KeyDay } from './sum-statement.ts'

/** What leads into a day of a series. */
export interface KeyLead {
  readonly key: number
  /** From 1 on. */
  readonly day: number
  readonly fingerprint: string
}

/**
 * Puts days of series together of segments (`day` is then the segment's number), `dayCount` of them, and what leads into
 * each: of a series, by its place, so many microseconds, or undefined. Where there are no rows there is nothing.
 */
export function joinKeySegments(
  rows: readonly KeyDay[],
  cuts: DayCuts,
  dayCount: number,
  leadOf: (key: number) => number | undefined,
): { readonly days: readonly KeyDay[]; readonly leads: readonly KeyLead[] } {
  const keys = new Map<number, Map<number, KeyDay>>()
  for (const row of rows) {
    let segments = keys.get(row.key)
    if (segments === undefined) keys.set(row.key, (segments = new Map<number, KeyDay>()))
    segments.set(row.day, row)
  }
  const days: KeyDay[] = []
  const leads: KeyLead[] = []
  for (const [key, segments] of keys) {
    const lead = leadOf(key)
    const pick = ({ first, last }: ReturnType<DayCuts['ofDay']>): KeyDay[] => {
      const picked: KeyDay[] = []
      for (let segment = first; segment < last; segment++) {
        const found = segments.get(segment)
        if (found !== undefined) picked.push(found)
      }
      return picked
    }
    for (let day = 1; day <= dayCount; day++) {
      const own = pick(cuts.ofDay(day))
      if (own.length > 0) days.push(sumOf(own, day))
      const before = lead === undefined ? [] : pick(cuts.ofLead(day, lead))
      if (before.length > 0) leads.push({ key, day, fingerprint: add(before, 'fingerprint') })
    }
  }
  return { days, leads }
}

function sumOf(segments: readonly KeyDay[], day: number): KeyDay {
  const [first] = segments
  if (segments.length === 1) return { ...first!, day }
  return {
    key: first!.key,
    day,
    rows: add(segments, 'rows'),
    values: add(segments, 'values'),
    fingerprint: add(segments, 'fingerprint'),
    times: add(segments, 'times'),
    latest: segments.at(-1)!.latest,
  }
}

function add(
  segments: readonly KeyDay[],
  what: 'rows' | 'values' | 'fingerprint' | 'times',
): string {
  return String(segments.reduce((sum, segment) => sum + BigInt(segment[what]), 0n))
}
