import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { parseTagPattern } from '../../signal/tag-pattern.ts'
import type { SourceSettings } from '../table/describe-source.ts'

/** The settings that say what a narrow Source looks like. */
export type NarrowSettings = SourceSettings &
  Partial<
    Pick<
      Config,
      | 'sourceValueColumn'
      | 'sourceVariableColumn'
      | 'sourceTagColumn'
      | 'sourceTagPattern'
      | 'sourceTags'
      | 'sourceQualityColumn'
      | 'sourceQualityKind'
      | 'sourceGoodQualities'
      | 'sourceUncertain'
    >
  >

/** Which column names a row's series, and which holds its value. */
export interface ColumnNames {
  readonly value: string
  readonly tag: string
  /** The setting that says the second. */
  readonly setting: 'SOURCE_VARIABLE_COLUMN' | 'SOURCE_TAG_COLUMN'
  /** Whether tags name an asset. */
  readonly tagsNameAssets: boolean
}

/** The columns that the settings name. Throws `configuration` where some lack, or do not go together. */
export function demandNarrowSettings(settings: NarrowSettings): ColumnNames {
  const { sourceValueColumn: value, sourceVariableColumn, sourceTagColumn } = settings
  const { sourceTagPattern, sourceTags, sourceAssetColumn, sourceAssetTable } = settings
  if (value === undefined) {
    throw fault('SOURCE_VALUE_COLUMN: not set: a narrow Source has a column of values')
  }
  demandQuality(settings)
  if (sourceTagColumn === undefined) {
    if (sourceTagPattern !== undefined || sourceTags !== undefined) {
      const name = sourceTagPattern !== undefined ? 'SOURCE_TAG_PATTERN' : 'SOURCE_TAGS'
      throw fault(`${name}: of tags, and no column has any: set SOURCE_TAG_COLUMN too`)
    }
    if (sourceVariableColumn === undefined) {
      throw fault(
        'SOURCE_VARIABLE_COLUMN: not set: a narrow Source says of each row which variable it is of, by this column or by SOURCE_TAG_COLUMN',
      )
    }
    const setting = 'SOURCE_VARIABLE_COLUMN'
    return { value, tag: sourceVariableColumn, setting, tagsNameAssets: false }
  }
  for (const [name, other] of [
    ['SOURCE_VARIABLE_COLUMN', sourceVariableColumn],
    ['SOURCE_ASSET_COLUMN', sourceAssetColumn],
    ['SOURCE_ASSET_TABLE', sourceAssetTable],
  ] as const) {
    if (other !== undefined) {
      throw fault(
        `${name}: beside SOURCE_TAG_COLUMN, whose tags say it already: leave one of them out`,
      )
    }
  }
  const own = [...(sourceTags?.values() ?? [])]
  if (sourceTagPattern === undefined && own.length === 0) {
    throw fault(
      'SOURCE_TAG_PATTERN: not set: say how tags are written, such as {asset}.{variable}, or what each names by SOURCE_TAGS',
    )
  }
  const pattern = sourceTagPattern === undefined ? undefined : parseTagPattern(sourceTagPattern)
  const tagsNameAssets = pattern?.hasAsset ?? own[0]!.asset !== ''
  const other = own.find(({ asset }) => (asset !== '') !== tagsNameAssets)
  if (other !== undefined) {
    throw fault(
      `SOURCE_TAGS: ${other.variable} has ${tagsNameAssets ? 'no asset, and others do' : 'an asset, and others have none'}: give one to each tag, or to none`,
    )
  }
  return { value, tag: sourceTagColumn, setting: 'SOURCE_TAG_COLUMN', tagsNameAssets }
}

/** A column and its kind go together, as do a list and its codes. */
function demandQuality(settings: NarrowSettings): void {
  const { sourceQualityColumn: column, sourceQualityKind: kind, sourceGoodQualities } = settings
  if (column !== undefined && kind === undefined) {
    throw fault(
      'SOURCE_QUALITY_KIND: not set, and SOURCE_QUALITY_COLUMN is: say what its codes mean, since 0 is good in one kind and bad in the other: opc-da, opc-ua, aveva, pi or list',
    )
  }
  // PI writes the name of a state in place of a value, too.
  if (column === undefined && kind !== undefined && kind !== 'pi') {
    throw fault(`SOURCE_QUALITY_COLUMN: not set, and SOURCE_QUALITY_KIND is ${kind}`)
  }
  if ((kind === 'list') === (sourceGoodQualities !== undefined)) return
  throw fault(
    kind === 'list'
      ? 'SOURCE_GOOD_QUALITIES: not set: SOURCE_QUALITY_KIND=list takes its codes for good'
      : 'SOURCE_GOOD_QUALITIES: it goes with SOURCE_QUALITY_KIND=list alone',
  )
}

function fault(message: string): MinuanoError {
  return new MinuanoError('configuration', message)
}
