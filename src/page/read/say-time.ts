import type { Day } from '../../time/day.ts'
import { dayOf } from '../../time/day.ts'
import { toLocal } from '../../time/zone.ts'

const months =
  'January February March April May June July August September October November December'.split(' ')

/** `03:10`, of the zone's clock. */
export function clockAt(instant: number, zone: string): string {
  return new Date(toLocal(instant, zone) / 1000).toISOString().slice(11, 16)
}

/** `3 January 2025`. */
export function dayInWords(day: Day): string {
  const [year, month, date] = day.split('-')
  return `${Number(date)} ${months[Number(month) - 1]} ${year}`
}

/** `3 January 2025, 03:10`. */
export function dayAndClock(instant: number, zone: string): string {
  return `${dayInWords(dayOf(instant, zone))}, ${clockAt(instant, zone)}`
}
