import type { DayLetter, DayState } from '../api.ts'

/** `data-state` of each letter. */
export const dayStates: Readonly<Record<DayLetter, DayState>> = {
  w: 'whole',
  p: 'partial',
  x: 'conflicts',
  m: 'missing',
  n: 'no-source-data',
  g: 'changed',
  f: 'failed',
  o: 'open',
  '.': 'unknown',
}

/** What is known of a day of an asset, of all its variables, as bits. */
export const dayFlags = {
  /** The last try of one failed. */
  failed: 1,
  /** Values of one time differ, or are more than bins hold. */
  conflicts: 2,
  /** One has values. */
  loaded: 4,
  /** One is still under way. */
  open: 8,
  /** One has fewer samples than expected, no source data, or was never loaded. */
  short: 16,
  /** The Source has other rows than were loaded, or none any more. */
  changed: 32,
  /** The Source has rows of one that was not loaded. */
  missing: 64,
  /** The Source was looked at, or a load found nothing there. */
  looked: 128,
  /** Values that were loaded are not in the Target any more. */
  gone: 256,
} as const

/** The worst of it: what must be looked at hides what is merely so. */
export function dayLetter(flags: number): DayLetter {
  const has = (flag: keyof typeof dayFlags) => (flags & dayFlags[flag]) !== 0
  if (has('failed')) return 'f'
  if (has('missing') || has('gone')) return 'm'
  if (has('changed')) return 'g'
  if (has('conflicts')) return 'x'
  if (has('open')) return 'o'
  if (has('loaded')) return has('short') ? 'p' : 'w'
  return has('looked') ? 'n' : '.'
}

/** Two base-36 digits: thousandths, rounded down so that 1000 is said of a whole day alone; `zz`: not known. */
export function coverageDigits(coverage: number | null): string {
  if (coverage === null) return 'zz'
  const thousandths = Math.floor(Math.min(1, Math.max(0, coverage)) * 1000)
  return thousandths.toString(36).padStart(2, '0')
}
