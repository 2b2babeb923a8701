import { microsecondsPerDay, microsecondsPerMinute } from '../../../time/instant.ts'
import type { Instant } from '../../../time/instant.ts'
import { fromLocal, toLocal } from '../../../time/zone.ts'
import { monthName } from './show-time.ts'

/** A mark of a time axis: round on the zone's clock, at the instant when that shows it. */
export interface TimeTick {
  readonly at: Instant
  /** One line, or two: what the line above does not say. */
  readonly label: string
}

const minuteSteps = [1, 2, 5, 10, 15, 30, 60]
const hourSteps = [2, 3, 6, 12]
const daySteps = [1, 2, 3, 7, 14]
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240]

/** Marks from `start` to `end`, `most` at the most, on the clock of a zone: days of 23 and 25 hours are right. */
export function timeTicks(start: Instant, end: Instant, zone: string, most: number): TimeTick[] {
  const span = end - start
  const fits = (step: number) => span / step <= Math.max(most, 1)
  const minutes = minuteSteps.find((step) => fits(step * microsecondsPerMinute))
  if (minutes !== undefined) {
    const step = minutes * microsecondsPerMinute
    return label(stepInstants(start, end, zone, step), zone, step)
  }
  const steps = [
    ...hourSteps.map((hours) => hours * 60 * microsecondsPerMinute),
    ...daySteps.map((days) => days * microsecondsPerDay),
  ]
  const step = steps.find(fits)
  if (step !== undefined) return label(stepClock(start, end, zone, step), zone, step)
  const month = 30 * microsecondsPerDay
  const count = monthSteps.find((count) => fits(count * month)) ?? monthSteps.at(-1)!
  return label(stepMonths(start, end, zone, count), zone, count * month)
}

/** Up to an hour, time goes on as it does: an hour that the clock shows twice has its marks twice. */
function stepInstants(start: Instant, end: Instant, zone: string, step: number): Instant[] {
  const found: Instant[] = []
  for (let at = start; at <= end; at += step) {
    const past = modulo(toLocal(at, zone), step)
    if (past > 0) at += step - past
    // The clock may have been put forward by a part of a step on the way.
    if (at <= end && modulo(toLocal(at, zone), step) === 0) found.push(at)
  }
  return found
}

/** Beyond an hour, marks stand where the clock shows a multiple. */
function stepClock(start: Instant, end: Instant, zone: string, step: number): Instant[] {
  const found: Instant[] = []
  // A Monday: steps of weeks begin with it.
  const origin = step >= 7 * microsecondsPerDay ? 4 * microsecondsPerDay : 0
  let local = Math.floor((toLocal(start, zone) - origin) / step) * step + origin
  for (; ; local += step) {
    const at = fromLocal(local, zone)
    if (at > end) return found
    if (at >= start && at > (found.at(-1) ?? -Infinity)) found.push(at)
  }
}

function stepMonths(start: Instant, end: Instant, zone: string, step: number): Instant[] {
  const found: Instant[] = []
  const date = new Date(toLocal(start, zone) / 1000)
  let month = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / step) * step
  for (; ; month += step) {
    const at = fromLocal(Date.UTC(Math.floor(month / 12), modulo(month, 12), 1) * 1000, zone)
    if (at > end) return found
    if (at >= start) found.push(at)
  }
}

function label(instants: readonly Instant[], zone: string, step: number): TimeTick[] {
  let above = ''
  return instants.map((at) => {
    const date = new Date(toLocal(at, zone) / 1000)
    const iso = date.toISOString()
    const year = iso.slice(0, 4)
    const day = `${date.getUTCDate()} ${monthName(date.getUTCMonth())}`
    let [line, below] = ['', '']
    if (step < microsecondsPerDay) [line, below] = [iso.slice(11, 16), `${day} ${year}`]
    else if (step < 28 * microsecondsPerDay) [line, below] = [day, year]
    else if (step < 360 * microsecondsPerDay) [line, below] = [monthName(date.getUTCMonth()), year]
    else line = year
    const isNew = below !== above
    above = below
    return { at, label: isNew && below !== '' ? `${line}\n${below}` : line }
  })
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}
