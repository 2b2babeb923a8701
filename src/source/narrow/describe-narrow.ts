import type pg from 'pg'
import { listSome } from '../../errors/list-some.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { addHolds } from '../table/add-holds.ts'
import { findNamingColumn, textTypes } from '../table/asset-column.ts'
import { demandFreeNames, describeRows, isUnbounded } from '../table/describe-source.ts'
import type { SourceColumn } from '../table/list-columns.ts'
import { numericTypes } from '../table/numeric-types.ts'
import { demandNarrowSettings } from './demand-settings.ts'
import type { NarrowSettings } from './demand-settings.ts'
import { findColumn } from './find-column.ts'
import { findKeys } from './find-keys.ts'
import { findQuality } from './find-quality.ts'
import { nameKeysBy } from './name-keys.ts'
import type { FoundKeys, NarrowTable, ValueColumn } from './narrow-table.ts'
import { variablesOf } from './variables-of.ts'

/** Names that a fault lists. */
const mostListed = 30

/**
 * Reads what a narrow table is, and which series it has. Throws `source-refused` and `configuration` as the
 * description of any table does, and where a setting names what is not there.
 */
export async function describeNarrow(
  client: pg.ClientBase,
  settings: NarrowSettings,
): Promise<NarrowTable> {
  const names = demandNarrowSettings(settings)
  const isTagged = names.setting === 'SOURCE_TAG_COLUMN'
  const { table, columns } = await describeRows(client, settings, !isTagged)
  const tagColumn = findNamingColumn(
    table.relation,
    columns,
    names.tag,
    names.setting,
    'a variable',
  )
  const value = findValueColumn(table.relation, columns, names.value)
  const quality = findQuality(table.relation, columns, settings)
  const hasAssets = table.assetColumn !== undefined || names.tagsNameAssets
  const nameKeys = nameKeysBy(settings)
  const found = nameKeys((await findKeys(client, { ...table, tagColumn })).raw)
  demandKnown(settings, found)
  const variables = addHolds(variablesOf(found.keys, value), settings)
  demandFreeNames(variables, hasAssets)
  return {
    ...table,
    variables,
    tagColumn,
    value,
    ...(quality !== undefined && { quality }),
    hasAssets,
    found,
    nameKeys,
  }
}

function findValueColumn(
  relation: string,
  columns: readonly SourceColumn[],
  name: string,
): ValueColumn {
  const { column, holds } = findColumn(relation, columns, {
    setting: 'SOURCE_VALUE_COLUMN',
    name,
    what: 'values',
    holdsOf,
  })
  const { type } = column
  return { column: name, type, holds, ...(isUnbounded(column) && { isUnbounded: true as const }) }
}

function holdsOf({ base }: SourceColumn): ValueColumn['holds'] | undefined {
  if (numericTypes.includes(base)) return 'number'
  if (base === 'bool') return 'boolean'
  return textTypes.includes(base) ? 'text' : undefined
}

/** Throws `configuration` where a setting names a variable or a tag that the Source does not have. */
function demandKnown(
  { sourceColumns, sourceTags }: NarrowSettings,
  { keys, tagsWithoutVariable }: FoundKeys,
): void {
  // What has no rows yet says nothing of them.
  if (keys.length === 0 && tagsWithoutVariable.length === 0) return
  const tags = new Set([...keys.map(({ tag }) => tag), ...tagsWithoutVariable])
  const lacking = [...(sourceTags?.keys() ?? [])].filter((tag) => !tags.has(tag))
  if (lacking.length > 0) {
    throw new MinuanoError(
      'configuration',
      `SOURCE_TAGS: the Source has no tag ${listSome(lacking, mostListed)}; it has ${listSome([...tags], mostListed)}`,
    )
  }
  const variables = new Set(keys.map(({ variable }) => variable))
  for (const [name, part] of sourceColumns ?? []) {
    if (variables.has(name)) continue
    throw new MinuanoError(
      'configuration',
      `SOURCE_COLUMNS: no row of the Source is of the variable ${part}; it has ${listSome([...variables], mostListed)}`,
    )
  }
}
