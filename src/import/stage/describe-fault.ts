import { formatInstant } from '../../time/instant.ts'
import { toLocal } from '../../time/zone.ts'
import type { Doubled } from '../cells/clock.ts'
import { adviceOf, shorten } from '../cells/time-reader.ts'
import { countLines } from '../formats/read-records.ts'

/** What lies between two quotes is lost when one is wrong: the reason says how far that goes. */
export function describeMisquoted(record: readonly string[], line: number): string {
  const last = line + countLines(record) - 1
  const lost = last === line ? '' : `: nothing up to line ${last} can be read`
  return `a quote (") stands in the wrong place, or is not closed${lost}`
}

export function describeNoNumber(cell: string, name: string, hint: string): string {
  return `${shorten(cell)} is no number (${name})${hint === '' ? '' : `: ${hint}`}`
}

/** Why a row of an hour that the clock showed twice has no time. */
export function describeDoubled({ first, second }: Doubled, zone: string): string {
  const shown = formatInstant(toLocal(first, zone)).slice(0, -1)
  const ahead = toLocal(second, zone) - second
  return `the clocks of ${zone} showed ${shown} twice, at ${formatInstant(first)} and ${formatInstant(second)}, and the order of the rows does not say which it is: ${adviceOf(ahead)}`
}

/** The error's words where every number with a point may have it between thousands. */
export function describeDoubtful(cell: string, name: string): string {
  const whole = Number(cell.replaceAll('.', ''))
  return `${name}: its numbers can be read in more than one way, and nothing in the file says which:\n  "${cell}" is ${whole} by --thousands "."\n  "${cell}" is ${Number(cell)} by --decimal-point\nAdd the one that is right; nothing was loaded`
}
