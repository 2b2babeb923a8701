import type { Config } from '../config/settings.ts'
import type { Source } from './source.ts'
import { createTableSource } from './table-source.ts'
import { wideLayout } from './wide/wide-layout.ts'

/** The Source as the settings say that its rows lie. */
export function openSource(config: Config): Source {
  return createTableSource(config, wideLayout(config))
}
