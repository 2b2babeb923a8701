import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Frame } from '../../frame/frame.ts'
import { columnOf } from '../../frame/frame.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { RowKey } from '../extract/fetch-source-facts.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { adviseOnRowKeys } from './advise-on-row-keys.ts'
import type { SampleFacts } from './sample-facts.ts'
import type { SettledColumn } from './settle-column.ts'

/** Asks the Connector; none where it does not know, or cannot be asked. */
export type AskForRowKeys = () => Promise<readonly RowKey[]>

/** Of the times that have a value: where more of them conflict, and most repeated times do, it is the rule. */
const bearablePart = 0.1

/** Values of one time that a message lists. */
const valuesListed = 4

/**
 * Throws `conflicting-rows` where rows of one time differ and the setting does not allow that; where they do
 * as a rule, at `fewest` times at least, with what is known of the columns that tell them apart.
 */
export async function refuseConflicts(
  rows: Frame,
  columns: ReadonlyMap<string, SettledColumn>,
  duplicates: EtlSettings['duplicates'],
  askForRowKeys: AskForRowKeys,
  fewest = 1,
): Promise<void> {
  if (duplicates === 'all') return
  for (const [variable, settled] of columns) {
    const { conflicts, decided, agreeing } = settled
    const differing = [...conflicts, ...decided].sort((a, b) => a.time - b.time)
    if (differing.length === 0) continue
    const times = countTimes(rows, variable)
    const isRuleOf = (count: number) =>
      count >= fewest && count > agreeing && count > bearablePart * times
    const isRule = isRuleOf(differing.length)
    if (!isRule && duplicates !== 'refuse') continue
    const keys = isRule ? await askForRowKeys() : []
    // Rows that others correct may be the rule; those of several turbines have no last one.
    const areOfSeveral = keys.some(({ looksLike }) => looksLike !== null)
    if (decided.length > 0 && !isRuleOf(conflicts.length) && !areOfSeveral) continue
    const { time, values } = differing[0]!
    const listed = values.slice(0, valuesListed).join(', ')
    const more = values.length > valuesListed ? ` and ${values.length - valuesListed} more` : ''
    throw new MinuanoError(
      'conflicting-rows',
      `rows of one time differ: ${variable} is ${listed}${more} at ${formatInstant(time)}, and differs so ` +
        `at ${differing.length} of ${times} times; nothing was loaded. ` +
        (isRule
          ? `${adviseOnRowKeys(keys, variable)}. ` +
            (decided.length > 0
              ? 'Where its rows are of the same thing all the same, name a view without that column in SOURCE_TABLE'
              : 'Where every row is a sample of the same thing, MINUANO_DUPLICATES=all takes them all')
          : 'Correct the rows in the Source, or leave the bins with such rows out by MINUANO_DUPLICATES=default'),
    )
  }
}

/** Throws `conflicting-rows` where there are more samples than bins can hold. */
export function refuseExcess(
  samples: ReadonlyMap<string, SampleFacts>,
  { periodSeconds, sampleSeconds }: Pick<EtlSettings, 'periodSeconds' | 'sampleSeconds'>,
  day: Day,
): void {
  for (const [variable, { excess, valid, expected }] of samples) {
    if (excess === undefined) continue
    throw new MinuanoError(
      'conflicting-rows',
      `${variable} has ${excess} samples more on ${day} than bins of ${periodSeconds} s hold at one every ` +
        `${sampleSeconds} s, ${valid} and not ${expected} in all; nothing was loaded. Set MINUANO_SAMPLE_INTERVAL to ` +
        'how far apart the samples are, or load them as they are by MINUANO_DUPLICATES=default',
    )
  }
}

/** How many times a variable has a value at. */
function countTimes(rows: Frame, variable: string): number {
  const values = columnOf(rows, variable)
  let times = 0
  let last = NaN
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row]!) || rows.time[row] === last) continue
    times++
    last = rows.time[row]!
  }
  return times
}
