import type { Config } from '../../config/settings.ts'
import { listSome } from '../../errors/list-some.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { findQualityKind } from './find-quality-kind.ts'
import type { QualityCode } from './find-quality-kind.ts'

const make = findingsOf('proposal')

const mostCodes = 12
const mostRows = 100_000

/** Keys of the Source for its quality, and what is to be said; `isOpen`: a question must be answered first. */
export interface ProposedQuality {
  readonly source: Readonly<Record<string, unknown>>
  readonly findings: readonly Finding[]
  readonly isOpen: boolean
}

/** What the settings say of the quality, else what the codes of the column tell of it. */
export async function proposeQuality(
  server: OpenServer,
  {
    relation,
    filter = 'true',
  }: { readonly relation: string; readonly filter?: string | undefined },
  column: string | undefined,
  config: Config,
): Promise<ProposedQuality> {
  const { sourceQualityKind, sourceGoodQualities, sourceUncertain } = config
  const set = (kind: string) => ({
    ...(column !== undefined && { qualityColumn: column }),
    qualityKind: kind,
    ...(sourceGoodQualities !== undefined && { goodQualities: sourceGoodQualities }),
    ...(sourceUncertain === 'keep' && { uncertain: sourceUncertain }),
  })
  if (sourceQualityKind !== undefined) {
    return { source: set(sourceQualityKind), findings: [], isOpen: false }
  }
  if (column === undefined) return { source: {}, findings: [], isOpen: false }
  const codes = await listCodes(server, relation, filter, column)
  const kind = findQualityKind(codes)
  const told = listSome(
    codes.map(({ code, rows }) => `${code === null ? 'NULL' : JSON.stringify(code)} ${rows}`),
    mostCodes,
  )
  if (kind !== undefined) {
    const text = `${column} says whether a value is good; its codes are those of ${kind} (rows by code: ${told})`
    return { source: set(kind), findings: [make.ok(text)], isOpen: false }
  }
  return {
    source: {},
    isOpen: true,
    findings: [
      make.fault(
        `of which kind are the codes of ${column}? They do not tell, and 0 is good in one and bad in the other (rows by code: ${told}). Ask who runs the historian, set SOURCE_QUALITY_KIND, and run minuano check again; with list, SOURCE_GOOD_QUALITIES are the codes that are good, all of them where the column says nothing of values`,
        {
          code: 'configuration',
          settings: [
            `SOURCE_QUALITY_COLUMN=${quoteForShell(column)}`,
            'SOURCE_QUALITY_KIND=<opc-da, opc-ua, aveva, pi or list>',
          ],
        },
      ),
    ],
  }
}

/** The most frequent codes of some rows. */
function listCodes(
  { client }: OpenServer,
  relation: string,
  filter: string,
  column: string,
): Promise<QualityCode[]> {
  return ask<{ code: string | null; rows: number }>(
    client,
    'Source',
    `select left(code, 32) as code, count(*)::int as rows
     from (select ${quoteIdentifier(column)}::text as code from ${relation} where ${filter} limit ${mostRows}) part
     group by 1 order by 2 desc, 1 limit 40`,
  )
}
