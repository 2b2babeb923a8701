import type { Config } from '../../config/settings.ts'
import { listSome } from '../../errors/list-some.ts'
import { reasonName } from '../../frame/reasons.ts'
import { findKind } from '../../signal/kind.ts'
import type { NarrowTable } from '../../source/narrow/narrow-table.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { kindOf, tellAngle } from '../source/look-at-angles.ts'
import type { SeriesMeasure } from './measure-series.ts'

const make = findingsOf('Source')

const mostNamed = 8

/** Values of the newest rows: which give none and why, rows of one time, and variables that go round a circle. */
export function lookAtSeriesValues(
  measures: readonly SeriesMeasure[],
  table: NarrowTable,
  config: Pick<Config, 'kinds' | 'units'>,
): Finding[] {
  return [
    ...tellLacking(measures),
    ...tellRepeated(measures),
    ...measures.flatMap((measure) => lookAtAngle(measure, table, config)),
  ]
}

/** Where most values are lost, a setting may be wrong; where some are, that is how sensors are. */
function tellLacking(measures: readonly SeriesMeasure[]): Finding[] {
  const lacking = measures.filter((measure) => lostOf(measure) > 0)
  const lost = lacking.filter((measure) => lostOf(measure) > measure.rows / 2)
  const told = (of: readonly SeriesMeasure[]) =>
    listSome(
      of.map(
        (measure) =>
          `${measure.variable} ${lostOf(measure)} of ${measure.rows} (${Object.entries(
            measure.lacking,
          )
            .map(([number, count]) => `${nameOf(number)} ${count}`)
            .join(', ')})`,
      ),
      mostNamed,
    )
  const some = lacking.filter((measure) => !lost.includes(measure))
  return [
    ...(lost.length === 0
      ? []
      : [
          make.fault(
            `most of the newest rows give no value, or a doubtful one: ${told(lost)}. Is SOURCE_VALUE_COLUMN right, and is SOURCE_QUALITY_KIND that of these codes? A variable that is no number is none to load: MINUANO_VARIABLES names the others`,
            { code: 'configuration' },
          ),
        ]),
    ...(some.length === 0
      ? []
      : [make.note(`some of the newest rows give no value, or a doubtful one: ${told(some)}`)]),
  ]
}

function lostOf({ lacking }: SeriesMeasure): number {
  return Object.values(lacking).reduce((sum, count) => sum + count, 0)
}

function nameOf(number: string): string {
  return number === '0' ? 'no-value' : reasonName(Number(number))
}

function tellRepeated(measures: readonly SeriesMeasure[]): Finding[] {
  const repeated = measures.filter((measure) => measure.repeated > 0)
  const [first] = repeated.filter(({ conflicts }) => conflicts > 0)
  if (measures.length === 0) return []
  if (repeated.length === 0)
    return [make.ok('each of the newest rows has a time of its own among those of its tag')]
  const sum = (of: (measure: SeriesMeasure) => number) =>
    repeated.reduce((total, measure) => total + of(measure), 0)
  const text = `${sum((measure) => measure.repeated)} times of one tag have several rows among the newest (${listSome(
    repeated.map(({ variable }) => variable),
    mostNamed,
  )})`
  if (first === undefined) return [make.note(`${text}, all equal: one of each counts`)]
  return [
    make.fault(
      `${text}, and in ${sum(({ conflicts }) => conflicts)} of them values differ, first at ${first.conflictAt} (${first.variable}): such times are left out. Delete the wrong rows, or set SOURCE_ORDER_COLUMN and MINUANO_DUPLICATES (docs/data-quality.md)`,
      { code: 'conflicting-rows' },
    ),
  ]
}

function lookAtAngle(
  { variable, smallest, largest, leaps }: SeriesMeasure,
  { variables }: NarrowTable,
  { kinds, units }: Pick<Config, 'kinds' | 'units'>,
): Finding[] {
  const own = variables.find(({ name }) => name === variable)?.unit ?? null
  const { kind, from } = findKind(variable, units?.get(variable) ?? own, kinds?.get(variable))
  const spread = { least: smallest, most: largest, leaps }
  const looksLike = kindOf(spread)
  if (kind !== 'scalar' || from === 'setting' || looksLike === undefined) return []
  return [tellAngle(variable, spread, looksLike)]
}
