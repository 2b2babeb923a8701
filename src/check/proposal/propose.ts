import type { LoadedConfig } from '../../config/load-config.ts'
import type { Config, SettingName } from '../../config/settings.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import { formatPeriod } from '../../time/period.ts'
import { everyFor } from '../source/look-at-spacing.ts'
import { nameVariable } from './name-variable.ts'
import { overlay } from './overlay.ts'

/** What `minuano.json` would say, and the settings that it makes, but for those that win over it. */
export interface Proposal {
  readonly json: Readonly<Record<string, unknown>>
  readonly config: Config
  /** Settings of the environment or flags that win over the file, and say something else. */
  readonly overruled: readonly string[]
  /** By the variable's name: its column, or what its tags have in common. */
  readonly columns: ReadonlyMap<string, Pick<SourceColumn, 'name' | 'comment'>>
}

/** What a proposal is made with. */
export interface ProposalOptions {
  readonly loaded: LoadedConfig
  /** Whether the settings name this table: then it keeps the name that they give it. */
  readonly isNamed: boolean
  /** How many of the newest days are looked at. */
  readonly days: number
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
