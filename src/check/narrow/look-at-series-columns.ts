import type { Config } from '../../config/settings.ts'
import { listSome } from '../../errors/list-some.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import type { NarrowTable } from '../../source/narrow/narrow-table.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { kindNames } from '../source/found-table.ts'
import { showTag } from '../../signal/show-tag.ts'
import type { FoundTable } from '../source/found-table.ts'
import { lookAtUneven } from './look-at-uneven.ts'

const make = findingsOf('Source')

const mostNamed = 12
const tagsNamed = 6

/** The table, its columns, its tags, what they name, and whether the variables to load are among that. */
export function lookAtSeriesColumns(
  { kind, relation, rows }: FoundTable,
  columns: readonly SourceColumn[],
  table: NarrowTable,
  { variables, assets: onlyAssets }: Pick<Config, 'variables' | 'assets'>,
): Finding[] {
  const { timeColumn, timeZone, tagColumn, assetColumn, value, found, hasAssets } = table
  const time = columns.find(({ name }) => name === timeColumn)!
  const zone = timeZone === undefined ? 'instants, no zone needed' : `read as ${timeZone}`
  const size = rows === null || rows === 0 ? '' : `, about ${rows.toLocaleString('en-US')} rows`
  const names = table.variables.map(({ name }) => name)
  const missing = variables.filter((name) => !names.includes(name))
  const assets = [...new Set(found.keys.map(({ asset }) => asset))]
  const by =
    assetColumn === undefined ? tagColumn.name : `${assetColumn.name} and ${tagColumn.name}`
  const of = hasAssets ? ` of ${assets.length} assets (${listSome(assets, tagsNamed)})` : ''
  return [
    make.ok(`${kindNames[kind]} ${relation}${size}, a row a value`),
    make.ok(`time column ${timeColumn}, ${time.type}: ${zone}`),
    make.ok(`value column ${value.column}, ${value.type}`),
    found.keys.length === 0
      ? make.fault(
          found.tagsWithoutVariable.length === 0
            ? `no tag in ${by}: no rows yet, or none that SOURCE_WHERE lets through`
            : `none of the tags in ${by} names a variable: see SOURCE_TAG_PATTERN`,
          { code: 'configuration' },
        )
      : make.ok(
          `${found.keys.length} tags, by ${by}: ${names.length} variables${of}: ${listSome(names, mostNamed)}`,
        ),
    ...tellOthers(found.tagsWithoutVariable),
    ...(missing.length > 0
      ? [
          make.fault(
            `MINUANO_VARIABLES asks for ${missing.join(', ')}, which no tag of ${relation} names; there are ${listSome(names, mostNamed)}. Name some of these, or give them other names by SOURCE_COLUMNS`,
            { code: 'unknown-variable' },
          ),
        ]
      : [make.ok(`to load: ${listSome(variables, mostNamed)}`)]),
    ...lookAtUneven(found.keys, variables, onlyAssets),
  ]
}

/** Tags that no answer has rows of: they are written otherwise, or another tag has their names. */
function tellOthers(tags: readonly string[]): Finding[] {
  if (tags.length === 0) return []
  return [
    make.note(
      `${tags.length} ${tags.length === 1 ? 'tag names' : 'tags name'} no variable, and ${tags.length === 1 ? 'its' : 'their'} rows are not read: ${listSome(tags.map(showTag), tagsNamed)}. SOURCE_TAGS can name ${tags.length === 1 ? 'it' : 'them'}`,
    ),
  ]
}
