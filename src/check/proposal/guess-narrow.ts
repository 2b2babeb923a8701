import type { Config } from '../../config/settings.ts'
import { isNaming, textTypes } from '../../source/table/asset-column.ts'
import { findKeyCandidates } from '../../source/table/key-candidates.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import { numericTypes } from '../../source/table/numeric-types.ts'
import { timeTypes } from '../../source/table/time-types.ts'
import { valueNames } from '../source/value-names.ts'

/** The columns of a table that has a row a value, as they seem to be. */
export interface NarrowColumns {
  readonly value: SourceColumn
  /** What names a row's series, or beside `asset` its variable. */
  readonly tag: SourceColumn
  readonly asset: SourceColumn | undefined
  readonly quality: SourceColumn | undefined
}

const ofQuality = /qual|status|flag|valid|good|opcq/i

/** Numbers that are measured stand side by side in a wide table. */
const mostNumbers = 3

/**
 * The columns of a table that seems to be narrow, where the settings do not name them; undefined where it seems to be wide, or
 * lacks one of them. It is narrow where the layout says so, or where one text names tags and one column is called as
 * values are.
 */
export function guessNarrow(
  columns: readonly SourceColumn[],
  timeColumn: string,
  config: Partial<Config>,
): NarrowColumns | undefined {
  const readable = columns.filter(({ readable: may, base }) => may && !timeTypes.includes(base))
  const named = (name: string | undefined) => readable.find((column) => column.name === name)
  const isSet = config.sourceLayout === 'narrow'
  const numbers = readable.filter(({ base }) => numericTypes.includes(base))
  const quality = readable.find(({ name }) => ofQuality.test(name))
  const candidates = findKeyCandidates(readable, timeColumn)
  const isCandidate = (column: SourceColumn) => candidates.some((one) => one.column === column.name)
  const others = readable.filter((column) => column !== quality)
  const isText = ({ base }: SourceColumn) => textTypes.includes(base)
  const value =
    named(config.sourceValueColumn) ??
    others.find((column) => numbers.includes(column) && valueNames.test(column.name)) ??
    others.find((column) => isText(column) && valueNames.test(column.name)) ??
    (isSet ? others.find((column) => numbers.includes(column) && !isCandidate(column)) : undefined)
  if (value === undefined) return undefined
  const names = candidates
    .filter(({ column }) => column !== value.name && column !== quality?.name)
    .map((candidate) => ({ ...candidate, found: named(candidate.column)! }))
    .filter(({ found }) => isNaming(found))
  const texts = names.filter(({ isNumber }) => !isNumber)
  const tag =
    named(config.sourceTagColumn ?? config.sourceVariableColumn) ??
    texts.find(({ looksLike }) => looksLike === 'tag')?.found ??
    texts.find(({ looksLike }) => looksLike === null)?.found ??
    names.find(({ looksLike }) => looksLike === 'tag')?.found
  if (tag === undefined) return undefined
  const measured = numbers.filter((column) => column !== quality && !isCandidate(column))
  if (!isSet && measured.length > mostNumbers) return undefined
  const asset =
    config.sourceTagColumn === undefined
      ? (named(config.sourceAssetColumn) ??
        names.find(({ looksLike, found }) => looksLike === 'asset' && found !== tag)?.found)
      : undefined
  return { value, tag, asset, quality }
}
