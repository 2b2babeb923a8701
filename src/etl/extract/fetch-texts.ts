import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { DayToMeasure } from '../plan/closed-day.ts'
import { askConnector, readJson } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'
import { inventoryPath } from './inventory.ts'

/** Texts of the Source that are no number, with how often each is there; `other`: all that are not listed. */
export type TextCounts = Readonly<Record<string, number>>

/** Bytes of the texts of a variable: 20 of 64 characters, each of up to six bytes, with their counts. */
const mostBytes = 20_000

/**
 * Asks the Connector which texts stand in place of numbers on a day: by variable, those that have any. `source`: the
 * asset, where rows name theirs. Throws what `askConnector` does, `unknown-parameter` by a Connector that is older.
 */
export async function fetchTexts(
  connector: ConnectorClient,
  settings: EtlSettings,
  { variables, source }: { readonly variables: readonly string[]; readonly source?: Asset },
  { day, interval }: Pick<DayToMeasure, 'day' | 'interval'>,
): Promise<ReadonlyMap<string, TextCounts>> {
  const assets = source === undefined ? {} : { assets: [source] }
  const path = inventoryPath(settings, { variables, ...assets }, interval, [['texts', 'true']])
  const answer = await askConnector(connector, path, 'application/json', (body) =>
    readJson(body, 1e6 + mostBytes * variables.length),
  )
  try {
    return readTexts(answer as TextsAnswer, source, day)
  } catch (cause) {
    const message = 'the texts in the Connector’s inventory cannot be read'
    throw new MinuanoError('answer-malformed', message, { cause })
  }
}

interface DaysAnswer {
  readonly days: readonly {
    readonly day: Day
    readonly variables: Readonly<Record<string, { readonly texts?: unknown }>>
  }[]
}

type TextsAnswer = DaysAnswer & {
  readonly assets: readonly (DaysAnswer & { readonly asset: Asset })[]
}

function readTexts(
  answer: TextsAnswer,
  source: Asset | undefined,
  day: Day,
): ReadonlyMap<string, TextCounts> {
  const of = source === undefined ? answer : answer.assets.find(({ asset }) => asset === source)
  const found = of?.days.find((one) => one.day === day)
  return new Map(
    Object.entries(found?.variables ?? {}).flatMap(
      ([variable, { texts }]): [string, TextCounts][] => {
        const counts = Object.entries(Object(texts) as Record<string, unknown>)
        if (!counts.every(isCount)) throw new Error('a count is no number')
        return counts.length === 0 ? [] : [[variable, Object.fromEntries(counts)]]
      },
    ),
  )
}

function isCount(entry: [string, unknown]): entry is [string, number] {
  return Number.isSafeInteger(entry[1]) && Number(entry[1]) > 0
}
