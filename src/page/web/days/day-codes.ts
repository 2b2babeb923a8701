import type { DayLetter, DayState, DaysOfAsset } from '../../api.ts'

export interface StateOfDay {
  readonly letter: DayLetter
  readonly state: DayState
  readonly name: string
  readonly meaning: string
}

/** How each state of a day is called, in the order of the legend. */
export const dayStates: readonly StateOfDay[] = [
  entry('w', 'whole', 'whole', 'all its samples are loaded'),
  entry(
    'p',
    'partial',
    'partial',
    'loaded with samples missing: the colour says how many are there',
  ),
  entry('x', 'conflicts', 'conflicts', 'the Source has rows that contradict each other'),
  entry('m', 'missing', 'not loaded', 'the Source has it, the Target not yet'),
  entry('g', 'changed', 'changed', 'the Source has changed since it was loaded'),
  entry('f', 'failed', 'failed', 'the last load failed'),
  entry('o', 'open', 'under way', 'the day is not over yet'),
  entry('n', 'no-source-data', 'no source data', 'looked for: the Source has nothing of it'),
  entry('.', 'unknown', 'nothing known', 'never looked at'),
]

function entry(letter: DayLetter, state: DayState, name: string, meaning: string): StateOfDay {
  return { letter, state, name, meaning }
}

const byLetter = new Map<string, StateOfDay>(dayStates.map((state) => [state.letter, state]))

export function stateOfLetter(letter: string): StateOfDay {
  return byLetter.get(letter) ?? dayStates.at(-1)!
}

/** Thousandths of the day's samples that are there, of the two digits at its place; null: not known. */
export function coverageAt(days: DaysOfAsset, index: number): number | null {
  const digits = days.coverage.slice(2 * index, 2 * index + 2)
  return digits === '' || digits === 'zz' ? null : parseInt(digits, 36)
}

/** Which of the five colours a coverage has, in thousandths: less than 50 %, then from 50, 80, 95 and 99.9. */
export function coverageLevel(coverage: number | null): number {
  if (coverage === null) return 0
  return [500, 800, 950, 999].filter((from) => coverage >= from).length
}

/** `93.1 %`; never 100 for less. */
export function showCoverage(coverage: number): string {
  return `${(coverage / 10).toFixed(coverage === 1000 ? 0 : 1)} %`
}
