/** What a sync was to do, and what became of it. */
export interface SyncFacts {
  readonly isDryRun: boolean
  /** Days that were to be loaded, of a farm days of assets; those that were; those that failed. */
  readonly planned: number
  readonly loaded: number
  readonly failed: number
  /** Why days are to be loaded, or are not: a line for each run of days. */
  readonly why: readonly string[]
  /** What it ended with, or the first day that failed. */
  readonly message: string | undefined
  readonly isInterrupted: boolean
}

/** Lines that are named before the rest is counted. */
const mostLines = 3

/** What a sync did, as one sentence for `status` and the page. */
export function describeSync(facts: SyncFacts): string {
  const { planned, loaded, failed, why, message, isInterrupted, isDryRun } = facts
  if (message !== undefined && failed === 0) return `failed: ${message}`
  const reasons = [
    ...why.slice(0, mostLines),
    ...(why.length > mostLines ? [`and ${why.length - mostLines} more`] : []),
  ].join('; ')
  const because = reasons === '' ? '' : `; ${reasons}`
  if (planned === 0) return `nothing to load${because}`
  if (isDryRun)
    return `${daysOf(planned)} to load, and none was, as it was told to look alone${because}`
  return [
    `${loaded} of ${daysOf(planned)} loaded`,
    ...(failed > 0 ? [`, ${failed} failed: ${message}`] : []),
    ...(isInterrupted ? [', interrupted'] : []),
    because,
  ].join('')
}

function daysOf(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}
