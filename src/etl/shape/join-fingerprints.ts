import { createHash } from 'node:crypto'
import { partsOf } from './minute-parts.ts'
import type { Minutes } from './minute-parts.ts'

/**
 * The fingerprint of a variable whose minutes others tell of: one that changes when theirs does too, in the same form.
 * That of nothing at all is as ever. `of` gives the fingerprint of each by itself.
 */
export function joinFingerprints(
  minutes: Minutes,
  variable: string,
  of: (variable: string) => string,
): string {
  const parts = partsOf(minutes, variable)
  const all = [variable, ...parts].map(of)
  if (parts.length === 0 || all.every((fingerprint) => fingerprint === '0')) return all[0]!
  const hash = createHash('sha256').update(all.join()).digest('hex').slice(0, 16)
  return BigInt(`0x${hash}`).toString()
}
