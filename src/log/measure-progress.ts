/** How far days have come. */
export interface DaysDone {
  /** Days that are done, of so many, and the rows that they had. */
  readonly days: number
  readonly total: number
  readonly finished: number
  /** All rows that have come, those of days under way too; and how many a day is expected to have. */
  readonly read: number
  readonly rowsPerDay: number
  /** Since the first began. */
  readonly seconds: number
}

/**
 * The part that is done, 0 to 1, the rows, their rate and the time left, as texts. Rows of a day under way
 * count half, since they are still to be loaded; a day that is done counts whole, whatever rows it had.
 */
export function measureProgress({ days, total, finished, read, rowsPerDay, seconds }: DaysDone) {
  const underWay = Math.min(Math.max(0, read - finished) / rowsPerDay, total - days)
  const part = total === 0 ? 1 : (days + underWay / 2) / total
  const rate = seconds > 0 ? Math.round(read / seconds) : 0
  return {
    part,
    rows: read.toLocaleString('en-US'),
    rate: rate.toLocaleString('en-US'),
    left:
      part > 0
        ? `${describeSeconds((seconds * (1 - part)) / part)} left`
        : 'time left not known yet',
  }
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
function describeSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
