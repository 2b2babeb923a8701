import { describeError } from '../../errors/describe-error.ts'
import { plainLine } from '../../errors/plain-text.ts'
import type { SampleFacts } from '../../etl/aggregate/sample-facts.ts'
import type { ConnectorClient } from '../../etl/extract/connector-client.ts'
import { fetchTexts } from '../../etl/extract/fetch-texts.ts'
import type { TextCounts } from '../../etl/extract/fetch-texts.ts'
import type { PlantAsset } from '../../etl/farm/plant-asset.ts'
import { closedDay } from '../../etl/plan/closed-day.ts'
import type { EtlSettings } from '../../etl/shape/etl-settings.ts'
import type { ReasonName } from '../../frame/reasons.ts'
import type { Day } from '../../time/day.ts'
import { describeTexts } from '../words/describe-texts.ts'

/** A day that was loaded, or measured. */
export interface DayOfTexts {
  readonly day: Day
  readonly samples: Readonly<Record<string, SampleFacts>>
  /** Of a farm. */
  readonly asset?: Pick<PlantAsset, 'asset' | 'source' | 'settings'> | undefined
}

/** The texts of one day, as JSON has them. */
export interface TextsOfDay {
  readonly day: Day
  readonly asset?: string
  readonly variables: Readonly<Record<string, TextCounts>>
}

/** What is to be said, and the same for machines. */
export interface FoundTexts {
  readonly lines: readonly string[]
  readonly days: readonly TextsOfDay[]
}

/** Days, each a request, and variables of each of them, of which the Connector is asked for the texts. */
const [mostDays, mostVariables] = [3, 10]

/** Seconds that a request for texts may take. */
const longest = 30

/** Why the Source has a text and no number. */
const ofTexts: readonly ReasonName[] = ['no-number', 'state']

/**
 * Asks the Connector for the texts that stand in place of numbers, of the first days that have such samples. The days
 * are loaded: where the texts cannot be had, that is said, and nothing thrown.
 */
export async function findTexts(
  connector: ConnectorClient,
  settings: EtlSettings,
  days: readonly DayOfTexts[],
): Promise<FoundTexts> {
  const concerned = days.filter(({ samples }) => Object.values(samples).some(countTexts))
  const lines: string[] = []
  // The days are loaded: nobody is to wait long for what is only said of them.
  const hasty = { ...connector, deadlineSeconds: Math.min(longest, connector.deadlineSeconds) }
  const found: TextsOfDay[] = []
  for (const { day, asset, samples } of concerned.slice(0, mostDays)) {
    const all = Object.keys(samples).filter((name) => countTexts(samples[name]!) > 0)
    const variables = all.slice(0, mostVariables)
    const whose = asset === undefined ? day : `${plainLine(asset.asset)} ${day}`
    try {
      const of = asset?.settings ?? settings
      const source = asset === undefined ? {} : { source: asset.source }
      const texts = await fetchTexts(hasty, of, { variables, ...source }, closedDay(day, of))
      for (const name of variables) {
        const count = countTexts(samples[name]!)
        lines.push(`${whose}: ${describeTexts(name, count, texts.get(name) ?? {})}`)
      }
      found.push({
        day,
        ...(asset === undefined ? {} : { asset: asset.asset }),
        variables: Object.fromEntries(texts),
      })
    } catch (error) {
      // Of another day it would be the same.
      lines.push(`${whose}: which texts are no number cannot be told: ${describeError(error)}`)
      return { lines, days: found }
    }
    if (all.length > variables.length) {
      lines.push(
        `${whose}: ${all.length - variables.length} more variables have such samples; their texts were not asked for`,
      )
    }
  }
  const left = concerned.length - mostDays
  if (left > 0) {
    const what = days.some(({ asset }) => asset !== undefined) ? 'days of assets' : 'days'
    lines.push(
      `more ${what} with samples that are no number: ${left}; their texts were not asked for`,
    )
  }
  return { lines, days: found }
}

function countTexts({ reasons = {} }: SampleFacts): number {
  return ofTexts.reduce((sum, name) => sum + (reasons[name] ?? 0), 0)
}
