import type { LoadedConfig } from '../../config/load-config.ts'
import { settings } from '../../config/settings.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import type { SourceTable } from '../../source/table/source-table.ts'
import { attempt } from '../attempt.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import type { FoundTable } from '../source/found-table.ts'
import { narrowOf, proposeTable } from './propose-table.ts'

const make = findingsOf('Source')

/** Settings of a narrow Source that a finding names. */
const named = [
  'sourceLayout',
  'sourceValueColumn',
  'sourceTagColumn',
  'sourceTagPattern',
  'sourceVariableColumn',
  'sourceAssetColumn',
  'sourceQualityColumn',
  'sourceQualityKind',
] as const

/** A table that is read as wide. */
export interface WideToLookAt {
  readonly found: FoundTable
  readonly columns: readonly SourceColumn[]
  readonly table: SourceTable
  readonly loaded: LoadedConfig
  readonly days: number
}

/**
 * Of a table that is read as one with a column a variable, and seems to have a row a value: the settings that it would take.
 * Nothing where the settings say that it is wide, or let one tag's rows through alone.
 */
export async function explainSeeming(
  server: OpenServer,
  { found, columns, table, loaded, days }: WideToLookAt,
): Promise<readonly Finding[]> {
  if (loaded.config.sourceLayout === 'narrow') return []
  const guess = narrowOf(columns, table.timeColumn, loaded)
  if (guess === undefined) return []
  return attempt('Source', 'whether it has a row a value', async () => {
    const { proposal, findings } = await proposeTable(server, found, columns, {
      loaded,
      isNamed: true,
      days,
    })
    const asked = findings.filter(({ level }) => level === 'fault')
    const text = `the table seems to have a row a value, by its columns ${guess.tag.name} and ${guess.value.name}, and is read as one with a column a variable: values of one tag are taken for those of another. If it is so, set its layout (docs/narrow.md); if not, SOURCE_LAYOUT=wide`
    const plain = ['SOURCE_LAYOUT=narrow', `SOURCE_VALUE_COLUMN=${quoteForShell(guess.value.name)}`]
    const own = proposal === undefined ? plain : settingsOf(proposal.json)
    return [make.fault(text, { code: 'conflicting-rows', settings: own }), ...asked]
  })
}

/** The narrow settings of a file, as the environment has them. */
function settingsOf(json: Readonly<Record<string, unknown>>): string[] {
  const source = json['source'] as Record<string, unknown>
  return named.flatMap((name) => {
    const { env, key } = settings[name]
    const value = source[key!.replace('source.', '')]
    return typeof value === 'string' ? [`${env}=${quoteForShell(value)}`] : []
  })
}
