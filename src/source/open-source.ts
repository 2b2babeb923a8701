import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Source } from './source.ts'
import { narrowLayout } from './narrow/narrow-layout.ts'
import { createTableSource } from './table-source.ts'
import { wideLayout } from './wide/wide-layout.ts'

/** Settings that a wide Source has no use for, by the names that they are set by. */
const ofNarrow = {
  SOURCE_VALUE_COLUMN: 'sourceValueColumn',
  SOURCE_VARIABLE_COLUMN: 'sourceVariableColumn',
  SOURCE_TAG_COLUMN: 'sourceTagColumn',
  SOURCE_TAG_PATTERN: 'sourceTagPattern',
  SOURCE_TAGS: 'sourceTags',
  SOURCE_QUALITY_COLUMN: 'sourceQualityColumn',
  SOURCE_QUALITY_KIND: 'sourceQualityKind',
  SOURCE_GOOD_QUALITIES: 'sourceGoodQualities',
} as const

/** The Source as the settings say that its rows lie. Throws `configuration` where they do not go together. */
export function openSource(config: Config): Source {
  if (config.sourceLayout === 'narrow') return createTableSource(config, narrowLayout(config))
  for (const [name, key] of Object.entries(ofNarrow)) {
    if (config[key] === undefined) continue
    throw new MinuanoError(
      'configuration',
      `${name}: of a narrow Source, and SOURCE_LAYOUT is wide: set it to narrow, or leave this out`,
    )
  }
  return createTableSource(config, wideLayout(config))
}
