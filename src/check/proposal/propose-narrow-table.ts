import type { Config } from '../../config/settings.ts'
import { listSome } from '../../errors/list-some.ts'
import type { TagNames } from '../../signal/tag-pattern.ts'
import { nameKeysBy } from '../../source/narrow/name-keys.ts'
import type { RawKey } from '../../source/narrow/narrow-table.ts'
import { findNamingColumn } from '../../source/table/asset-column.ts'
import { numericTypes } from '../../source/table/numeric-types.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { settingOf } from '../source/found-table.ts'
import type { FoundTable } from '../source/found-table.ts'
import { findTagPattern } from './find-tag-pattern.ts'
import type { NarrowColumns } from './guess-narrow.ts'
import { listTags, rowsForTags } from './list-tags.ts'
import { proposeNarrow } from './propose-narrow.ts'
import { proposeQuality } from './propose-quality.ts'
import type { Proposal, ProposalOptions } from './propose.ts'

const make = findingsOf('proposal')

/** Without a pattern, so many tags may be the variables of one asset. */
const mostVariables = 200

/** A table that has a row a value, its columns, and which of its rows are read. */
export interface NarrowTableToPropose {
  readonly found: FoundTable
  readonly time: SourceColumn
  readonly columns: NarrowColumns
  readonly filter: string | undefined
}

/** What to write into `minuano.json` for such a table; no proposal where a question must be answered first. */
export async function proposeNarrowTable(
  server: OpenServer,
  { found, time, columns, filter }: NarrowTableToPropose,
  { loaded, isNamed }: ProposalOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly proposal?: Proposal }> {
  const { config } = loaded
  const { relation } = found
  const naming = (column: SourceColumn, setting: string, what: string) =>
    findNamingColumn(relation, [column], column.name, setting, what)
  const isByColumns = columns.asset !== undefined
  const tags = await listTags(server, {
    relation,
    ...(filter !== undefined && { filter }),
    timeColumn: time.name,
    timeZone: config.sourceTimeZone,
    timeDigits: 6,
    tagColumn: naming(columns.tag, 'SOURCE_TAG_COLUMN', 'a variable'),
    ...(columns.asset !== undefined && {
      assetColumn: naming(columns.asset, 'SOURCE_ASSET_COLUMN', 'an asset'),
    }),
  })
  const notAll = tags.areAll
    ? []
    : [
        make.unconfirmed(
          `no index leads to the tags, and listing all takes too long: these are those of ${rowsForTags.toLocaleString('en-US')} rows, and there may be more`,
        ),
      ]
  const named = isByColumns
    ? byColumns(tags.keys)
    : byPattern(
        tags.keys.map(({ tag }) => tag),
        config,
      )
  if (named.parts.length === 0) {
    const text =
      tags.keys.length === 0
        ? `${relation} has no tag in ${columns.tag.name}: no rows yet`
        : `how are the ${tags.keys.length} tags of ${columns.tag.name} written (${some(tags.keys)})? No pattern was found in them that names turbines: set SOURCE_TAG_PATTERN, or SOURCE_TAGS, and run minuano check again`
    const settings = ['SOURCE_TAG_PATTERN=<such as {asset}.{variable}>']
    return { findings: [...notAll, make.fault(text, { code: 'configuration', settings })] }
  }
  const { quality: qualityColumn } = columns
  const quality = await proposeQuality(
    server,
    { relation, filter },
    config.sourceQualityColumn ?? qualityColumn?.name,
    config,
  )
  if (quality.isOpen) return { findings: [...notAll, ...quality.findings] }
  const proposal = proposeNarrow(
    {
      table: isNamed ? config.sourceTable : settingOf(found),
      time,
      columns,
      pattern: named.pattern,
      parts: named.parts.filter(isWritable).slice(0, mostVariables),
      quality: quality.source,
      spacing: undefined,
    },
    loaded,
  )
  return {
    proposal,
    findings: [
      ...notAll,
      tellColumns(columns, named),
      ...tellOdd(named.parts),
      ...(numericTypes.includes(columns.tag.base) ? [tellNumbered(columns.tag.name)] : []),
      ...quality.findings,
    ],
  }
}

/** What tags name. */
interface Named {
  readonly pattern: string | undefined
  readonly assets: number
  /** What stands in them for each variable, that of the most assets first. */
  readonly parts: readonly string[]
}

function byColumns(keys: readonly RawKey[]): Named {
  const named = keys.map(({ asset, tag }) => ({ asset, variable: tag }))
  return { pattern: undefined, ...count(named) }
}

/** By the settings where they say it, else by what is found. */
function byPattern(tags: readonly string[], config: Config): Named {
  const { sourceTagPattern, sourceTags } = config
  const found = sourceTagPattern === undefined ? findTagPattern(tags)?.pattern : undefined
  const pattern = sourceTagPattern ?? found
  if (pattern === undefined && sourceTags === undefined) {
    const all = config.sourceVariableColumn !== undefined || tags.length <= mostVariables
    const parts = all ? tags : []
    return { pattern: undefined, assets: 1, parts }
  }
  const { keys } = nameKeysBy({
    sourceTable: config.sourceTable,
    sourceTimeColumn: config.sourceTimeColumn,
    sourceTimeZone: config.sourceTimeZone,
    sourceColumns: undefined,
    sourceTagColumn: 'tag',
    sourceTagPattern: pattern,
    sourceTags,
  })(tags.map((tag) => ({ asset: '', tag })))
  return { pattern, ...count(keys) }
}

function count(named: readonly TagNames[]): Pick<Named, 'assets' | 'parts'> {
  const owners = new Map<string, number>()
  for (const { variable } of named) owners.set(variable, (owners.get(variable) ?? 0) + 1)
  const parts = [...owners].sort(([, a], [, b]) => b - a).map(([part]) => part)
  return { assets: new Set(named.map(({ asset }) => asset)).size, parts }
}

/** Names that `minuano.json` takes of a column. */
function isWritable(part: string): boolean {
  return part.trim() === part
}

function tellColumns({ value, tag, asset }: NarrowColumns, named: Named): Finding {
  const by =
    asset === undefined
      ? (named.pattern ?? 'each tag a variable of one asset')
      : `${asset.name} the asset, ${tag.name} the variable`
  return make.unconfirmed(
    `a row a value: ${value.name} (${value.type}) the value, ${asset === undefined ? `${tag.name} the tag, ` : ''}${by}: ${named.assets} ${named.assets === 1 ? 'asset' : 'assets'}, ${named.parts.length} variables. By names and tags alone: see that it is so`,
  )
}

function tellOdd(parts: readonly string[]): Finding[] {
  const odd = parts.filter((part) => !isWritable(part))
  const more = parts.length - odd.length - mostVariables
  return [
    ...(odd.length === 0
      ? []
      : [
          make.note(
            `no variables: ${listSome(odd, 6)} (a space begins or ends it): name them by SOURCE_TAGS or a view`,
          ),
        ]),
    ...(more <= 0 ? [] : [make.note(`${more} variables more, of fewer assets, are not proposed`)]),
  ]
}

function tellNumbered(column: string): Finding {
  return make.unconfirmed(
    `${column} is a number: where another table has the tags’ names, a view in SOURCE_TABLE that joins them makes variables with names`,
  )
}

function some(keys: readonly RawKey[]): string {
  return listSome(
    keys.map(({ tag }) => tag),
    5,
  )
}
