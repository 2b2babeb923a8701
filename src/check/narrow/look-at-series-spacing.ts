import type { Config } from '../../config/settings.ts'
import { listSome } from '../../errors/list-some.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import type { NarrowTable } from '../../source/narrow/narrow-table.ts'
import { formatPeriod } from '../../time/period.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { bothReadings, everyFor, percent, writeSeconds } from '../source/look-at-spacing.ts'
import { usualOf } from './measure-series.ts'
import type { SeriesMeasure } from './measure-series.ts'

const make = findingsOf('Source')

/** Variables that are named, or told one by one. */
const mostNamed = 8
/** Fewer distances tell nothing. */
const leastSteps = 5

type Settings = Pick<Config, 'sampleSeconds' | 'periodSeconds' | 'sourceVariableSampling'>

/**
 * How far apart samples of each variable are, against how they are read. Where no distance is the rule and nobody said
 * how samples come, that is a fault: both readings make numbers, and different ones.
 */
export function lookAtSeriesSpacing(
  measures: readonly SeriesMeasure[],
  { variables }: Pick<NarrowTable, 'variables'>,
  settings: Settings,
  isSamplingSet: boolean,
): Finding[] {
  const holds = new Map(variables.map(({ name, hold }) => [name, hold]))
  const few = measures.filter(({ steps }) => steps < leastSteps)
  const told = measures.filter(({ steps }) => steps >= leastSteps)
  const regular = told.filter((measure) => usualOf(measure) !== undefined)
  const irregular = told.filter((measure) => usualOf(measure) === undefined)
  const isHeld = ({ variable }: SeriesMeasure) => holds.get(variable) !== undefined
  const isSaid = ({ variable }: SeriesMeasure) =>
    isSamplingSet || settings.sourceVariableSampling?.has(variable) === true
  const unsaid = irregular.filter((measure) => !isHeld(measure) && !isSaid(measure))
  const counted = irregular.filter((measure) => !isHeld(measure) && isSaid(measure))
  const held = irregular.filter(isHeld)
  const periodic = groupBy(
    regular.filter((measure) => !isHeld(measure)),
    (measure) => usualOf(measure)!,
  )
  const toHold = toHoldOf(periodic, settings)
  const setEach: SetEach = (measures, sampling) =>
    writeEach(
      settings.sourceVariableSampling,
      toHold.map(({ variable }) => [variable, 'on-change']),
      measures.map(({ variable }) => [variable, sampling]),
    )
  return [
    ...(few.length === 0
      ? []
      : [make.unconfirmed(`${namesOf(few)}: too few rows to see how far apart samples are`)]),
    ...lookAtRegular(periodic, settings, setEach),
    ...(regular.some(isHeld) ? [tellHeldAlike(regular.filter(isHeld), setEach)] : []),
    ...some(held, (measure) =>
      make.ok(`${measure.variable}: values on change, as is set: ${distances(measure)}`),
    ),
    ...some(counted, (measure) =>
      make.unconfirmed(
        `${measure.variable}: ${distances(measure)}, and none is the rule; read as periodic, as is set. Whether a bin is whole is told by MINUANO_SAMPLE_INTERVAL, ${formatPeriod(settings.sampleSeconds)}`,
      ),
    ),
    ...some(unsaid, (measure) =>
      make.unconfirmed(`${measure.variable}: ${distances(measure)}, and none is the rule`),
    ),
    ...(unsaid.length === 0
      ? []
      : [askForSampling(unsaid, unsaid.length === told.length, setEach)]),
  ]
}

/** Each by itself, and how many more. */
function some(
  measures: readonly SeriesMeasure[],
  tell: (measure: SeriesMeasure) => Finding,
): Finding[] {
  const rest = measures.slice(mostNamed)
  return [
    ...measures.slice(0, mostNamed).map(tell),
    ...(rest.length === 0 ? [] : [make.note(`the same of ${namesOf(rest)}`)]),
  ]
}

function askForSampling(
  unsaid: readonly SeriesMeasure[],
  isOfAll: boolean,
  setEach: SetEach,
): Finding {
  const setting = (sampling: Sampling) =>
    isOfAll ? `SOURCE_SAMPLING=${sampling}` : setEach(unsaid, sampling)
  return make.fault(
    `how do samples of ${namesOf(unsaid)} come? Nobody said (SOURCE_SAMPLING). ${bothReadings}`,
    { code: 'configuration', settings: [setting('on-change'), setting('periodic')] },
  )
}

/** Periodic ones, by their distance. */
function lookAtRegular(
  groups: ReadonlyMap<number, readonly SeriesMeasure[]>,
  { sampleSeconds, periodSeconds }: Settings,
  setEach: SetEach,
): Finding[] {
  const set = formatPeriod(sampleSeconds)
  return [...groups].map(([found, own]) => {
    const least = Math.min(...own.map((measure) => measure.least ?? found))
    const most = Math.max(...own.map((measure) => measure.most ?? found))
    const share = percent(Math.min(...own.map(({ gaps }) => gaps[0]!.share)))
    const text = `${namesOf(own)}: samples are ${writeSeconds(found)} apart (${share} of the newest; least ${write(least)}, most ${write(most)})`
    if (found === sampleSeconds) return make.ok(`${text}, as is set`)
    const wrong = `${text}, and MINUANO_SAMPLE_INTERVAL is ${set}: bins would count as ${found > sampleSeconds ? 'incomplete' : 'overfull'}`
    const hold = setEach(own, 'on-change')
    if (groups.size > 1) {
      return make.fault(
        `${wrong}. It is one for all variables: load those of another in a pipeline of their own, with settings of their own, or let a value hold until the next`,
        { settings: [hold] },
      )
    }
    const every = everyFor(found, periodSeconds)
    if (every === undefined) {
      return make.fault(
        `${wrong}. It must divide 60 minutes, which ${writeSeconds(found)} does not: let a value hold until the next`,
        { settings: [hold] },
      )
    }
    return make.fault(wrong, {
      settings: [
        `MINUANO_SAMPLE_INTERVAL=${formatPeriod(found)}`,
        ...(every === periodSeconds ? [] : [`MINUANO_EVERY=${formatPeriod(every)}`]),
      ],
    })
  })
}

/** Periodic ones that are to hold, since the one interval that may be set is not theirs. */
function toHoldOf(
  groups: ReadonlyMap<number, readonly SeriesMeasure[]>,
  { sampleSeconds, periodSeconds }: Settings,
): SeriesMeasure[] {
  return [...groups].flatMap(([found, own]) => {
    const canBeSet = groups.size === 1 && everyFor(found, periodSeconds) !== undefined
    return found === sampleSeconds || canBeSet ? [] : own
  })
}

type Sampling = 'periodic' | 'on-change'

/** A setting that says how variables come: whole, since it takes the place of the one in force. */
type SetEach = (measures: readonly SeriesMeasure[], sampling: Sampling) => string

function writeEach(
  set: ReadonlyMap<string, string> | undefined,
  ...more: readonly (readonly [string, Sampling])[][]
): string {
  const all = new Map([...(set ?? []), ...more.flat()])
  const pairs = [...all].map(([name, sampling]) => `${name}=${sampling}`)
  return `SOURCE_VARIABLE_SAMPLING=${quoteForShell(pairs.join(','))}`
}

function tellHeldAlike(measures: readonly SeriesMeasure[], setEach: SetEach): Finding {
  const distance = [...new Set(measures.map((measure) => writeSeconds(usualOf(measure)!)))]
  return make.note(
    `${namesOf(measures)}: samples are ${listSome(distance, 3)} apart, as periodic ones are, and are read as values on change: each holds until the next, over a gap too. If they come so whether or not anything changed, they are periodic`,
    { settings: [setEach(measures, 'periodic')] },
  )
}

function distances({ median, least, most, gaps }: SeriesMeasure): string {
  const shares = gaps
    .slice(0, 3)
    .map(({ seconds, share }) => `${writeSeconds(seconds)} (${percent(share)})`)
    .join(', ')
  return `samples are ${write(median!)} apart at the median, ${write(least!)} at least and ${write(most!)} at most, most often ${shares}`
}

/** Seconds that need not be whole. */
function write(seconds: number): string {
  return seconds < 1 ? `${Number(seconds.toPrecision(2))}s` : writeSeconds(Math.round(seconds))
}

function namesOf(measures: readonly SeriesMeasure[]): string {
  return listSome(
    measures.map(({ variable }) => variable),
    mostNamed,
  )
}

function groupBy<T, K>(items: readonly T[], by: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = by(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}
