import type { Config } from '../../config/settings.ts'
import { formatPeriod, parsePeriod } from '../../time/period.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { usualSpacing } from './measure-spacing.ts'
import type { Reading } from './reading-of.ts'
import type { Spacing } from './measure-spacing.ts'

const make = findingsOf('Source')

/** The spacing that was found against the one that is set: what a whole bin is expected to hold. */
export function lookAtSpacing(
  spacing: Spacing,
  { sampleSeconds, periodSeconds }: Pick<Config, 'sampleSeconds' | 'periodSeconds'>,
  reading: Reading,
): Finding[] {
  if (spacing.times < 3) return [make.unconfirmed('too few rows to see how far apart samples are')]
  const found = usualSpacing(spacing)
  const set = formatPeriod(sampleSeconds)
  const shares = spacing.gaps
    .map(({ seconds, share }) => `${writeSeconds(seconds)} (${percent(share)})`)
    .join(', ')
  if (reading === 'on-change') return [lookAtChanges(found, shares)]
  if (found === undefined) {
    const text = `no distance between samples is the rule: ${shares}. MINUANO_SAMPLE_INTERVAL is ${set}: whether a bin is whole is told by it`
    if (reading !== 'unsaid') return [make.unconfirmed(text)]
    return [make.unconfirmed(`${text}. ${bothReadings}`, { settings: samplingSettings })]
  }
  const share = percent(spacing.gaps[0]!.share)
  if (found === sampleSeconds) {
    return [make.ok(`samples are ${set} apart (${share} of the newest), as is set`)]
  }
  const text = `samples are ${writeSeconds(found)} apart (${share} of the newest), and MINUANO_SAMPLE_INTERVAL is ${set}: bins would count as ${found > sampleSeconds ? 'incomplete' : 'overfull'}`
  const every = everyFor(found, periodSeconds)
  if (every === undefined) {
    return [
      make.fault(
        `${text}. It must divide 60 minutes, which ${writeSeconds(found)} does not: make a view with times that do`,
      ),
    ]
  }
  const settings = [
    `MINUANO_SAMPLE_INTERVAL=${formatPeriod(found)}`,
    ...(every === periodSeconds ? [] : [`MINUANO_EVERY=${formatPeriod(every)}`]),
  ]
  return [make.fault(text, { settings })]
}

/** Of samples between which no distance is the rule: what they may be. */
export const bothReadings =
  'Perhaps a row was written when the value changed, which then holds until the next (on-change: mean and std are weighted by time); or each counts once, and between them nothing is known (periodic). The rows do not tell: ask, and set one'

export const samplingSettings = ['SOURCE_SAMPLING=on-change', 'SOURCE_SAMPLING=periodic']

/** Values on change may come at any time; if they come as a clock strikes, they may be something else. */
function lookAtChanges(found: number | undefined, shares: string): Finding {
  if (found === undefined) return make.ok(`values come on change, as is set: ${shares} apart`)
  return make.note(
    `samples are ${writeSeconds(found)} apart (${shares}), as periodic ones are, and are read as values on change: each holds until the next, over a gap too. If they come every ${writeSeconds(found)} whether or not anything changed, set periodic`,
    { settings: ['SOURCE_SAMPLING=periodic'] },
  )
}

/** The bin width that samples so far apart go into: the one that is set, if it can hold them. */
export function everyFor(sampleSeconds: number, periodSeconds: number): number | undefined {
  if (parsePeriod(`${sampleSeconds}s`) === undefined) return undefined
  return periodSeconds % sampleSeconds === 0 ? periodSeconds : sampleSeconds
}

/** 60 as 1m; differences are whole seconds, so that 0 is a part of one. */
export function writeSeconds(seconds: number): string {
  return seconds === 0 ? 'less than 1s' : formatPeriod(seconds)
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
