import type { DayOutcome } from '../../etl/day-outcome.ts'
import type { DaysProgress } from '../../log/progress.ts'

/** How days are told of while they are loaded, and at the end. */
export interface DaysWords {
  /** Days of the calendar, and those of each asset. */
  readonly days: number
  readonly outcomes: number
  readonly assetsPerDay: number
  add(outcome: DayOutcome, progress: Pick<DaysProgress, 'step' | 'say'>): void
  /** What is printed in the end. */
  sumUp(outcomes: readonly DayOutcome[], summary: string): string
  /** What the JSON has beside the days. */
  json(outcomes: readonly DayOutcome[]): object
}
