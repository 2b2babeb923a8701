import { MinuanoError } from '../../errors/minuano-error.ts'
import { listSome } from '../../errors/list-some.ts'
import type { LoadedConfig } from '../../config/load-config.ts'
import { findKind } from '../../signal/kind.ts'
import { findAssetColumn } from '../../source/table/asset-column.ts'
import { filterExpression } from '../../source/table/filter-expression.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { settingOf } from '../source/found-table.ts'
import type { FoundTable } from '../source/found-table.ts'
import { measureSpacing, usualSpacing } from '../source/measure-spacing.ts'
import { chooseColumns } from './choose-columns.ts'
import { guessNarrow } from './guess-narrow.ts'
import type { NarrowColumns } from './guess-narrow.ts'
import { guessUnit } from './guess-unit.ts'
import { proposeNarrowTable } from './propose-narrow-table.ts'
import { propose } from './propose.ts'
import type { Proposal, ProposalOptions } from './propose.ts'

const make = findingsOf('proposal')

/**
 * What to write into `minuano.json` for a table, and what of it is not certain. There is no proposal where a
 * question must be answered first: that is a fault then.
 */
export async function proposeTable(
  server: OpenServer,
  table: FoundTable,
  columns: readonly SourceColumn[],
  { loaded, isNamed, days }: ProposalOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly proposal?: Proposal }> {
  const { config } = loaded
  const chosen = await chooseColumns(server, table.oid, columns, {
    timeColumn: config.sourceTimeColumn,
  })
  const [time, ...otherTimes] = chosen.times
  const narrow = time && narrowOf(columns, time.name, loaded)
  if (time === undefined || (chosen.numbers.length === 0 && narrow === undefined)) {
    const what = time === undefined ? 'column with times' : 'numeric column'
    const text = `${table.relation} has no ${what} that role ${table.role} may read: name another table in SOURCE_TABLE`
    return { findings: [make.fault(text, { code: 'source-refused' })] }
  }
  const isNaive = time.base === 'timestamp'
  if (isNaive && config.sourceTimeZone === undefined) {
    return { findings: [await askForZone(server, time)] }
  }
  const filter = await filterExpression(server.client, table.relation, columns, config.sourceWhere)
  if (narrow !== undefined) {
    const given = { found: table, time, columns: narrow, filter }
    const proposed = await proposeNarrowTable(server, given, { loaded, isNamed, days })
    return { ...proposed, findings: [...tellTimes(time, otherTimes), ...proposed.findings] }
  }
  const { sourceAssetColumn } = config
  const assetColumn = findAssetColumn(table.relation, columns, sourceAssetColumn)
  const of = {
    relation: table.relation,
    timeColumn: time.name,
    ...(filter !== undefined && { filter }),
    ...(assetColumn !== undefined && { assetColumn }),
  }
  const spacing = usualSpacing(await measureOrNot(() => measureSpacing(server, of, days)))
  const proposal = propose(
    {
      table: isNamed ? config.sourceTable : settingOf(table),
      time,
      timeZone: isNaive ? config.sourceTimeZone : undefined,
      numbers: chosen.numbers,
      spacing,
    },
    loaded,
  )
  return {
    proposal,
    findings: [
      ...tellTimes(time, otherTimes),
      ...(chosen.leftOut.length > 0
        ? [
            make.note(
              `no variables: ${listSome(
                chosen.leftOut.map(({ name, why }) => `${name} (${why})`),
                12,
              )}`,
            ),
          ]
        : []),
      ...guesses(proposal),
    ],
  }
}

/** The columns of a table that seems to have a row a value, unless the settings say that it is wide, or filter one tag. */
export function narrowOf(
  columns: readonly SourceColumn[],
  timeColumn: string,
  { config, origins }: LoadedConfig,
): NarrowColumns | undefined {
  const isWide =
    config.sourceLayout === 'wide' && (origins.sourceLayout?.from ?? 'default') !== 'default'
  const found = isWide ? undefined : guessNarrow(columns, timeColumn, config)
  return found !== undefined && config.sourceWhere?.has(found.tag.name) ? undefined : found
}

function tellTimes(time: SourceColumn, others: readonly SourceColumn[]): Finding[] {
  if (others.length === 0) return []
  const names = others.map(({ name }) => name).join(', ')
  return [make.unconfirmed(`${time.name} was taken as the time; ${names} would do too`)]
}

/** A table whose rows take too long to look at is proposed without. */
async function measureOrNot(measure: () => ReturnType<typeof measureSpacing>) {
  try {
    return await measure()
  } catch (error) {
    if (!(error instanceof MinuanoError) || !error.retryable) throw error
    return { rows: 0, times: 0, repeated: 0, mostAtOnce: 0, gaps: [] }
  }
}

async function askForZone({ client }: OpenServer, time: SourceColumn): Promise<Finding> {
  const [row] = await ask<{ zone: string }>(
    client,
    'Source',
    `select reset_val as zone from pg_settings where name = 'TimeZone'`,
  )
  return make.fault(
    `which zone does the clock of ${time.name} show? It is a timestamp without time zone, and nothing in the database says it (the server's own setting is ${row!.zone}, which need not be that of who writes the rows). Ask who runs the plant's recorder, set SOURCE_TIME_ZONE to it, and run minuano check again. A clock that keeps winter time all year has a fixed zone: Etc/GMT+3 is UTC-3`,
    { code: 'configuration', settings: ['SOURCE_TIME_ZONE=<zone, such as America/Sao_Paulo>'] },
  )
}

/** What names let guess of units and kinds: said, and not written. */
function guesses({ columns }: Proposal): Finding[] {
  return [...columns].flatMap(([name, { name: column, comment }]) => {
    if ((comment?.trim() ?? '') !== '') return []
    const unit = guessUnit(column)
    const { kind } = findKind(name, unit, undefined)
    const angle = kind === 'direction' ? ', "kind": "direction"' : ''
    if (unit === undefined) return []
    return [
      make.unconfirmed(
        `${name}: its column's name, ${column}, seems to say ${unit}. If it is so, add to it in minuano.json: "unit": ${JSON.stringify(unit)}${angle}`,
      ),
    ]
  })
}
