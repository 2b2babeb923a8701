import { InvalidArgumentError } from 'commander'
import { isDay } from '../../time/day.ts'

/** Commander's reader for a month: `2025-01`. */
export function readMonth(text: string): string {
  if (isDay(`${text}-01`)) return text
  throw new InvalidArgumentError('It is not a month; write one as 2025-01.')
}
