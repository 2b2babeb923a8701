import type { Frame } from '../../frame/frame.ts'
import {
  fingerprintColumns,
  fingerprintOwnRows,
  hashSeed,
  noPlace,
} from '../../frame/postgres/fingerprint.ts'
import { reasonNumbers } from '../../frame/reasons.ts'
import type { Extract } from '../extract/extract.ts'
import { isDoubt } from './clear-doubtful-times.ts'
import type { Runs } from './repeated-rows.ts'

/** By variable, what `/inventory` says of just these rows; `runs` are those of equal time. */
export function fingerprintRows(
  rows: Frame,
  runs: Runs,
  order: Pick<Extract, 'isOrdered' | 'hasOwnRows'>,
): Map<string, string> {
  const hasPlaces = order.isOrdered && runs.length > 0
  if (order.hasOwnRows) {
    const ofVariable = (variable: string) => placesOf(rows, runs, order, variable)!
    return fingerprintOwnRows(rows, hasPlaces ? ofVariable : undefined)
  }
  // A row's reasons of this kind are those of all its variables.
  const [bytes] = [...(rows.reasons?.values() ?? [])]
  return fingerprintColumns(rows, hasPlaces ? findPlaces(rows, runs, bytes) : undefined)
}

/** The places of one variable's rows, as its fingerprint has them; undefined where rows of one time have no order. */
export function placesOf(
  rows: Frame,
  runs: Runs,
  { isOrdered, hasOwnRows }: Pick<Extract, 'isOrdered' | 'hasOwnRows'>,
  variable: string,
): Uint32Array | undefined {
  if (!isOrdered || runs.length === 0) return undefined
  const reasons = rows.reasons?.get(variable)
  return findPlaces(rows, runs, reasons, hasOwnRows ? rows.columns.get(variable) : undefined)
}

/**
 * Each row's place among those of its time, from 1 on, as the Source's inventory numbers them: `noPlace` where its
 * order is not known, 1 where its time is doubtful, or where a variable's own row (`values`) gives no value.
 */
function findPlaces(
  { time }: Frame,
  runs: Runs,
  reasons: Uint8Array | undefined,
  values?: Float64Array,
): Uint32Array {
  const places = new Uint32Array(time.length).fill(hashSeed)
  for (let run = 0; run < runs.length; run += 2) {
    for (let row = runs[run]!; row < runs[run + 1]!; row++) {
      const reason = reasons?.[row] ?? 0
      if (values !== undefined && Number.isNaN(values[row]!)) continue
      if (reason === unordered) places[row] = noPlace
      else if (!isDoubt(reason)) places[row] = row - runs[run]! + 1
    }
  }
  return places
}

const unordered = reasonNumbers['unordered-row']
