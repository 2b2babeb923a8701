import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'
import type { ClockDifference } from './measure-clock.ts'

/** Less is what lines and whole seconds make. */
const mostSeconds = 2
/** More, and which bins of today are closed is another question here than there. */
const wrongSeconds = 60

/** What the clocks of the others show beside this machine's. */
export function lookAtClocks(clocks: readonly ClockDifference[]): Finding[] {
  if (clocks.length === 0) return []
  const make = findingsOf('clocks')
  const off = clocks.filter(
    ({ aheadSeconds, withinSeconds }) => Math.abs(aheadSeconds) - withinSeconds > mostSeconds,
  )
  if (off.length === 0) {
    const names = clocks.map(({ name }) => name).join(', ')
    return [
      make.ok(`this machine's clock and those of ${names} differ by less than ${mostSeconds} s`),
    ]
  }
  return off.map(({ name, aheadSeconds }) => {
    const way = aheadSeconds > 0 ? 'ahead of' : 'behind'
    const text = `the ${name}'s clock is ${describeSeconds(Math.abs(aheadSeconds))} ${way} this machine's: let both be set by the network (NTP). Which bins of a day under way are closed is decided by this machine's`
    return Math.abs(aheadSeconds) > wrongSeconds ? make.fault(text) : make.note(text)
  })
}

/** 3.2 s, 14 minutes, 3 hours, 5 days: as a person says it. */
export function describeSeconds(seconds: number): string {
  const say = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
  if (seconds < 120) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`
  if (seconds < 7200) return say(Math.round(seconds / 60), 'minute')
  if (seconds < 172_800) return say(Math.round(seconds / 3600), 'hour')
  return say(Math.round(seconds / 86_400), 'day')
}
