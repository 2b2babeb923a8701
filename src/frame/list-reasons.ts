import { reasonNumber } from './reasons.ts'

/** `12 bad-quality, 3 no-number`: counts by the name of their reason, in the order of the reasons. */
export function listReasons(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([a], [b]) => reasonNumber(a) - reasonNumber(b))
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
}
