import type { Config } from '../../config/settings.ts'
import { formatPeriod, parsePeriod } from '../../time/period.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { usualSpacing } from './measure-spacing.ts'
import type { Spacing } from './measure-spacing.ts'

const make = findingsOf('Source')

/** The spacing that was found against the one that is set: what a whole bin is expected to hold. */
export function lookAtSpacing(
  spacing: Spacing,
  { sampleSeconds, periodSeconds }: Pick<Config, 'sampleSeconds' | 'periodSeconds'>,
): Finding[] {
  if (spacing.times < 3) return [make.unconfirmed('too few rows to see how far apart samples are')]
  const found = usualSpacing(spacing)
  const set = formatPeriod(sampleSeconds)
  const shares = spacing.gaps
    .map(({ seconds, share }) => `${writeSeconds(seconds)} (${percent(share)})`)
    .join(', ')
  if (found === undefined) {
    return [
      make.unconfirmed(
        `no distance between samples is the rule: ${shares}. MINUANO_SAMPLE_INTERVAL is ${set}: whether a bin is whole is told by it`,
      ),
    ]
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

/** The bin width that samples so far apart go into: the one that is set, if it can hold them. */
export function everyFor(sampleSeconds: number, periodSeconds: number): number | undefined {
  if (parsePeriod(`${sampleSeconds}s`) === undefined) return undefined
  return periodSeconds % sampleSeconds === 0 ? periodSeconds : sampleSeconds
}

/** 60 as 1m; differences are whole seconds, so that 0 is a part of one. */
function writeSeconds(seconds: number): string {
  return seconds === 0 ? 'less than 1s' : formatPeriod(seconds)
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
