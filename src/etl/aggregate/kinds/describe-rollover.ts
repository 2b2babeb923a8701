import type { CountedUp } from './count-up.ts'

/** What is said of a fall that is likely to be a rollover, and was taken as a reset. */
export function describeRollover(
  variable: string,
  { from, to, at }: NonNullable<CountedUp['likelyRollover']>,
): string {
  return `${variable} fell from ${from} to ${to} and was taken to begin anew: if it goes on from zero at ${at}, say so by MINUANO_ROLLOVERS=${variable}=${at}`
}
