import { MinuanoError } from '../../errors/minuano-error.ts'
import type { QualityColumn } from '../quality/quality-expression.ts'
import { textTypes } from '../table/asset-column.ts'
import type { SourceColumn } from '../table/list-columns.ts'
import { numericTypes } from '../table/numeric-types.ts'
import type { NarrowSettings } from './demand-settings.ts'
import { findColumn } from './find-column.ts'
import type { Quality } from './narrow-table.ts'

/**
 * What says whether values are good, by the settings; undefined where nothing does. Throws `configuration` where the
 * column is not there, or cannot hold such codes, `source-refused` where it may not be read.
 */
export function findQuality(
  relation: string,
  columns: readonly SourceColumn[],
  settings: NarrowSettings,
): Quality | undefined {
  const { sourceQualityColumn: name, sourceQualityKind: kind } = settings
  if (kind === undefined) return undefined
  const common = { kind, keepsUncertain: settings.sourceUncertain === 'keep' }
  if (name === undefined) return common
  const { column: found, holds } = findColumn(relation, columns, {
    setting: 'SOURCE_QUALITY_COLUMN',
    name,
    what: 'a quality',
    holdsOf,
  })
  if (holds === 'boolean' && kind !== 'pi' && kind !== 'list') {
    throw new MinuanoError(
      'configuration',
      `SOURCE_QUALITY_KIND: ${kind} is of codes, and the Source's column ${name} is ${found.type}: set list, and SOURCE_GOOD_QUALITIES=true`,
    )
  }
  const good = settings.sourceGoodQualities ?? []
  const isNumeric = holds === 'integer' || holds === 'number'
  const odd = good.find((code) => !/^-?\d{1,15}(\.\d{1,15})?$/.test(code))
  if (isNumeric && odd !== undefined) {
    throw new MinuanoError(
      'configuration',
      `SOURCE_GOOD_QUALITIES: ${JSON.stringify(odd)} is no number, and the Source's column ${name} is ${found.type}`,
    )
  }
  return { ...common, column: { name, holds, kind, good } }
}

function holdsOf({ base, isEnum }: SourceColumn): QualityColumn['holds'] | undefined {
  if (/^int[248]$/.test(base)) return 'integer'
  if (numericTypes.includes(base)) return 'number'
  if (base === 'bool') return 'boolean'
  return textTypes.includes(base) || isEnum ? 'text' : undefined
}
