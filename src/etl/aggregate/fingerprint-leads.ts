import { sliceFrame } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { pickColumns } from '../../frame/pick-columns.ts'
import type { Holds } from '../../signal/hold.ts'
import type { Instant } from '../../time/instant.ts'
import type { Extract } from '../extract/extract.ts'
import type { Leads } from '../shape/leads.ts'
import type { Scope } from '../shape/work.ts'
import { fingerprintRows } from './fingerprint-rows.ts'
import { findRuns } from './repeated-rows.ts'

/** The rows before a day's first, at `from`: its times begin at `start`. */
export interface RowsBefore {
  readonly frame: Frame
  readonly from: number
  readonly start: Instant
  readonly holds: Holds
  readonly order: Pick<Extract, 'isOrdered' | 'hasOwnRows'>
}

/**
 * By variable, what `/inventory` says of just the seconds that lead into a day. None of variables whose values come on
 * change: what they begin with is part of the day's own fingerprint.
 */
export function fingerprintLeads(
  { frame, from, start, holds, order }: RowsBefore,
  leads: Leads,
  { variables }: Pick<Scope, 'variables'>,
): Map<string, { readonly seconds: number; readonly fingerprint: string }> {
  const bySeconds = new Map<number, string[]>()
  for (const variable of variables) {
    const seconds = leads.get(variable)
    if (seconds === undefined || holds.has(variable)) continue
    bySeconds.set(seconds, [...(bySeconds.get(seconds) ?? []), variable])
  }
  const found = new Map<string, { seconds: number; fingerprint: string }>()
  for (const [seconds, names] of bySeconds) {
    let first = from
    while (first > 0 && frame.time[first - 1]! >= start - seconds * 1e6) first--
    const rows = sliceFrame(
      pickColumns(frame, (name) => names.includes(name)),
      first,
      from,
    )
    const fingerprints = fingerprintRows(rows, findRuns(rows.time), order)
    for (const name of names) found.set(name, { seconds, fingerprint: fingerprints.get(name)! })
  }
  return found
}
