import { readFileValues } from '../../config/file-values.ts'
import type { LoadedConfig } from '../../config/load-config.ts'
import type { Setting } from '../../config/setting.ts'
import { settings } from '../../config/settings.ts'
import type { Config, SettingName } from '../../config/settings.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import { formatPeriod } from '../../time/period.ts'
import { everyFor } from '../source/look-at-spacing.ts'
import { nameVariable } from './name-variable.ts'

/** What `minuano.json` would say, and the settings that it makes, but for those that win over it. */
export interface Proposal {
  readonly json: Readonly<Record<string, unknown>>
  readonly config: Config
  /** Settings of the environment or flags that win over the file, and say something else. */
  readonly overruled: readonly string[]
  /** By the variable's name: its column. */
  readonly columns: ReadonlyMap<string, SourceColumn>
}

export interface ProposedFrom {
  /** As `SOURCE_TABLE` has it. */
  readonly table: string
  readonly time: SourceColumn
  /** Of a time without zone: what the settings say, else undefined. */
  readonly timeZone: string | undefined
  readonly numbers: readonly SourceColumn[]
  /** Seconds between samples, where they are the rule. */
  readonly spacing: number | undefined
}

/**
 * Settings for a table that was never seen. What was found in the catalogue or measured is in it, and what
 * is only guessed, as units are, is not.
 */
export function propose(from: ProposedFrom, loaded: LoadedConfig): Proposal {
  const { table, time, timeZone, numbers, spacing } = from
  const { config, origins } = loaded
  const used = new Set<string>()
  const columns = new Map(
    numbers.map((column) => {
      const name = nameVariable(column.name, used)
      used.add(name)
      return [name, column] as const
    }),
  )
  const plain = [...columns].every(([name, column]) => name === column.name)
  const every = spacing === undefined ? undefined : everyFor(spacing, config.periodSeconds)
  const given = (name: SettingName) =>
    origins[name] !== undefined && origins[name].from !== 'default'
  const json = {
    ...(given('timeZone') && { timeZone: config.timeZone }),
    ...(given('asset') && { asset: config.asset }),
    variables: plain
      ? [...columns.keys()]
      : Object.fromEntries(
          [...columns].map(([name, column]) => [
            name,
            name === column.name ? {} : { column: column.name },
          ]),
        ),
    ...(spacing !== undefined && every !== undefined && { sampleInterval: formatPeriod(spacing) }),
    ...(every !== undefined && every !== config.periodSeconds && { every: formatPeriod(every) }),
    source: {
      table,
      timeColumn: time.name,
      ...(timeZone !== undefined && { timeZone }),
      ...(config.sourceWhere !== undefined && { where: Object.fromEntries(config.sourceWhere) }),
      ...(config.sourceAssetColumn !== undefined && { assetColumn: config.sourceAssetColumn }),
      ...(config.sourceAssetTable !== undefined && { assetTable: config.sourceAssetTable }),
      ...(config.sourceOrderColumn !== undefined && { orderColumn: config.sourceOrderColumn }),
    },
  }
  return { json, columns, ...overlay(json, loaded) }
}

/** The settings that a file with this JSON makes, read by the file's own reader. */
function overlay(json: unknown, { config, origins }: LoadedConfig) {
  const { texts, faults } = readFileValues(json, 'minuano.json')
  if (faults.length > 0) throw new Error(`the proposal is not sound: ${faults.join('; ')}`)
  const values = [...texts].map(([name, text]): [SettingName, unknown] => {
    const setting: Setting<unknown> = settings[name]
    return [name, setting.reader.read(text)]
  })
  const overruled = values.flatMap(([name, value]) => {
    const origin = origins[name]
    const wins = origin?.from === 'flag' || origin?.from === 'environment'
    return wins && !isSame(config[name], value) ? [origin.name] : []
  })
  return { config: Object.freeze({ ...config, ...Object.fromEntries(values) }), overruled }
}

function isSame(one: unknown, other: unknown): boolean {
  const text = (value: unknown) => JSON.stringify(value instanceof Map ? [...value] : value)
  return text(one) === text(other)
}
