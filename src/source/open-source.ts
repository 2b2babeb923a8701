import type { Config } from '../config/settings.ts'
import type { Source } from './source.ts'
import { narrowLayout } from './narrow/narrow-layout.ts'
import { createTableSource } from './table-source.ts'
import { wideLayout } from './wide/wide-layout.ts'

/** The Source as the settings say that its rows lie. */
export function openSource(config: Config): Source {
  return config.sourceLayout === 'narrow'
    ? createTableSource(config, narrowLayout(config))
    : createTableSource(config, wideLayout(config))
}
