import { setImmediate } from 'node:timers/promises'
import type { DayCuts, Segments } from '../table/cut-days.ts'
import type { InventoryRow } from './inventory-row.ts'

/** Values that are added up before others may use the processor. */
const sumsAtOnce = 20_000

/** Rows by day in place of rows by segment, and of what leads into each day the fingerprints, by variable. */
export interface JoinedSegments {
  readonly rows: readonly InventoryRow[]
  readonly leadOf: (place: number, day: number, index: number) => string
}

/**
 * Puts days together of segments, `dayCount` of them, and what leads into each: of each variable, by its index, so many
 * microseconds; undefined where that is not asked for. Of a day without rows of its own there is nothing.
 */
export async function joinSegments(
  rows: readonly InventoryRow[],
  cuts: DayCuts,
  dayCount: number,
  leads: readonly (number | undefined)[],
): Promise<JoinedSegments> {
  const places = new Map<number, Map<number, Segment>>()
  for (const row of rows) {
    let segments = places.get(row.place)
    if (segments === undefined) places.set(row.place, (segments = new Map<number, Segment>()))
    segments.set(row.day, { row, fingerprints: row.fingerprints.split(',').map(BigInt) })
  }
  const joined: InventoryRow[] = []
  const found = new Map<string, string>()
  let sums = 0
  for (const [place, segments] of places) {
    for (let day = 1; day <= dayCount; day++) {
      const own = pick(segments, cuts.ofDay(day))
      if (own.length > 0) joined.push(sumOf(own, place, day))
      for (const [index, lead] of leads.entries()) {
        if (own.length === 0 || lead === undefined) continue
        const before = pick(segments, cuts.ofLead(day, lead))
        const sum = before.reduce((sum, { fingerprints }) => sum + fingerprints[index]!, 0n)
        found.set(`${place} ${day} ${index}`, String(sum))
      }
      sums += own.length * leads.length
      if (sums < sumsAtOnce) continue
      sums = 0
      await setImmediate()
    }
  }
  return {
    rows: joined,
    leadOf: (place, day, index) => found.get(`${place} ${day} ${index}`) ?? '0',
  }
}

interface Segment {
  readonly row: InventoryRow
  readonly fingerprints: readonly bigint[]
}

function pick(segments: ReadonlyMap<number, Segment>, { first, last }: Segments): Segment[] {
  const picked: Segment[] = []
  for (let segment = first; segment < last; segment++) {
    const found = segments.get(segment)
    if (found !== undefined) picked.push(found)
  }
  return picked
}

function sumOf(segments: readonly Segment[], place: number, day: number): InventoryRow {
  const [first] = segments
  if (segments.length === 1) return { ...first!.row, day }
  const counts = segments.map(({ row }) => row.counts.split(',').map(Number))
  // An empty text is no time: the latest is that of the last segment that has one.
  const latest = segments.map(({ row }) => row.latest.split(','))
  return {
    place,
    day,
    rows: segments.reduce((sum, { row }) => sum + row.rows, 0),
    counts: counts[0]!.map((_, index) => counts.reduce((sum, of) => sum + of[index]!, 0)).join(),
    fingerprints: first!.fingerprints
      .map((_, index) => segments.reduce((sum, of) => sum + of.fingerprints[index]!, 0n))
      .join(),
    latest: latest[0]!
      .map((_, index) => latest.findLast((of) => of[index] !== '')?.[index] ?? '')
      .join(),
  }
}
