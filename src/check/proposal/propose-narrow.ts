import type { LoadedConfig } from '../../config/load-config.ts'
import type { SettingName } from '../../config/settings.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import { formatPeriod } from '../../time/period.ts'
import { everyFor } from '../source/look-at-spacing.ts'
import type { NarrowColumns } from './guess-narrow.ts'
import { nameVariable } from './name-variable.ts'
import { overlay } from './overlay.ts'
import type { Proposal } from './propose.ts'

export interface NarrowProposedFrom {
  /** As `SOURCE_TABLE` has it. */
  readonly table: string
  readonly time: SourceColumn
  readonly columns: NarrowColumns
  /** How tags are written; undefined where the tag column names the variable alone. */
  readonly pattern: string | undefined
  /** What stands in the tags for each variable, the most frequent first. */
  readonly parts: readonly string[]
  /** Settings of the Source that are there already, or were found out, by their key. */
  readonly quality: Readonly<Record<string, unknown>>
  /** Seconds between samples, where they are the rule. */
  readonly spacing: number | undefined
}

/** Settings for a table that has a row a value, and was never seen. */
export function proposeNarrow(from: NarrowProposedFrom, loaded: LoadedConfig): Proposal {
  const { table, time, columns, pattern, parts, quality, spacing } = from
  const { config, origins } = loaded
  const given = (name: SettingName) =>
    origins[name] !== undefined && origins[name].from !== 'default'
  const named = onlyAsked(
    nameParts(parts, config.sourceColumns),
    given('variables') ? config.variables : undefined,
  )
  const every = spacing === undefined ? undefined : everyFor(spacing, config.periodSeconds)
  const isPlain = [...named].every(
    ([name, part]) => name === part && config.sourceVariableSampling?.has(name) !== true,
  )
  const isTagged = pattern !== undefined || config.sourceTags !== undefined
  const own = <T>(key: string, value: T | undefined) =>
    value === undefined ? {} : { [key]: value }
  const json = {
    ...(given('timeZone') && { timeZone: config.timeZone }),
    ...(given('asset') && { asset: config.asset }),
    variables: isPlain
      ? [...named.keys()]
      : Object.fromEntries(
          [...named].map(([name, part]) => [
            name,
            {
              ...(name !== part && { column: part }),
              ...own('sampling', config.sourceVariableSampling?.get(name)),
            },
          ]),
        ),
    ...(spacing !== undefined && every !== undefined && { sampleInterval: formatPeriod(spacing) }),
    ...(every !== undefined && every !== config.periodSeconds && { every: formatPeriod(every) }),
    source: {
      table,
      timeColumn: time.name,
      ...(time.base === 'timestamp' && own('timeZone', config.sourceTimeZone)),
      ...(config.sourceWhere !== undefined && { where: Object.fromEntries(config.sourceWhere) }),
      layout: 'narrow',
      valueColumn: columns.value.name,
      ...(isTagged ? { tagColumn: columns.tag.name } : { variableColumn: columns.tag.name }),
      ...own('tagPattern', pattern),
      ...(config.sourceTags !== undefined && {
        tags: Object.fromEntries(
          [...config.sourceTags].map(([tag, { asset, variable }]) => [
            tag,
            asset === '' ? { variable } : { asset, variable },
          ]),
        ),
      }),
      ...(isTagged ? {} : own('assetColumn', columns.asset?.name)),
      ...(isTagged ? {} : own('assetTable', config.sourceAssetTable)),
      ...own('orderColumn', config.sourceOrderColumn),
      ...quality,
      ...(given('sourceSampling') && { sampling: config.sourceSampling }),
    },
  }
  return {
    json,
    columns: new Map([...named].map(([name, part]) => [name, { name: part, comment: null }])),
    ...overlay(json, loaded),
  }
}

/** Where somebody said which variables to load, and all are there, these alone, in their order. */
function onlyAsked(
  named: ReadonlyMap<string, string>,
  asked: readonly string[] | undefined,
): ReadonlyMap<string, string> {
  if (asked?.every((name) => named.has(name)) !== true) return named
  return new Map(asked.map((name) => [name, named.get(name)!]))
}

/** A name for each part, by the settings where they name it. */
function nameParts(
  parts: readonly string[],
  set: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string> {
  const given = new Map([...(set ?? [])].map(([name, part]) => [part, name]))
  const used = new Set<string>(given.values())
  return new Map(
    parts.map((part) => {
      const name = given.get(part) ?? nameVariable(part, used)
      used.add(name)
      return [name, part] as const
    }),
  )
}
