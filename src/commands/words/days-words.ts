import type { DayOutcome } from '../../etl/day-outcome.ts'
import type { DaysProgress } from '../../log/progress.ts'
import type { Summary } from './days-report.ts'

/** How days are told of while they are loaded, and at the end. */
export interface DaysWords {
  /** Days of the calendar, and days of all assets: those of a farm are counted for each. */
  readonly days: number
  readonly outcomes: number
  add(outcome: DayOutcome, progress: Pick<DaysProgress, 'step' | 'say'>): void
  /** What is printed in the end. */
  sumUp(outcomes: readonly DayOutcome[], summary: Summary): string
  /** What the JSON has beside the days. */
  json(outcomes: readonly DayOutcome[]): object
}
