import { quoteIdentifier } from '../../postgres/quote.ts'
import type { SourceTable } from '../../source/table/source-table.ts'
import type { Instant } from '../../time/instant.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { shownTwice } from './hours-shown-twice.ts'
import type { Spacing } from './measure-spacing.ts'
import { newestRows } from './newest-rows.ts'

const make = findingsOf('Source')

/** So many variables are compared: those to load come first. */
const mostVariables = 24

/** Rows of one time in the newest days before `last`, where they are the exception: how many are equal, how many differ. */
export async function lookAtRepeated(
  { client }: OpenServer,
  table: SourceTable,
  days: number,
  spacing: Spacing,
  toLoad: readonly string[],
  last: Instant,
): Promise<Finding[]> {
  if (spacing.rows === 0) return []
  if (spacing.repeated === 0) {
    return [
      make.ok(
        `each of the newest ${spacing.rows} rows has a time of its own${table.assetColumn === undefined ? '' : ' among those of its asset'}`,
      ),
    ]
  }
  const compared = table.variables
    .filter(({ name }) => toLoad.length === 0 || toLoad.includes(name))
    .slice(0, mostVariables)
  const columns = compared.map(({ column }, index) => `${quoteIdentifier(column)} as v${index}`)
  const differ = compared.map((_, index) => `count(distinct v${index}) > 1`).join(' or ') || 'false'
  const [row] = await ask<{ twice: number; conflicts: number; at: string | null }>(
    client,
    'Source',
    `with ${newestRows(table, days, columns)},
     times as (
       select t, ${differ} as differs, ${shownTwice('t', table.timeZone, last, days)} as twice
       from newest where a is not null group by a, t having count(*) > 1)
     select (count(*) filter (where twice))::int as twice,
       (count(*) filter (where differs and not twice))::int as conflicts,
       (min(t) filter (where differs and not twice))::text as at from times`,
  )
  const { twice, conflicts, at } = row!
  const findings: Finding[] = []
  if (twice > 0) {
    findings.push(
      make.note(
        `${twice} times of the newest ${spacing.times} have several rows, of an hour that the clock of ${table.timeZone} shows twice: left out as ambiguous (docs/data-quality.md)`,
      ),
    )
  }
  const repeated = spacing.repeated - twice
  if (repeated === 0) return findings
  const text = `${repeated} times of the newest ${spacing.times} have several rows`
  if (conflicts === 0) {
    return [...findings, make.note(`${text}, all equal: one of each counts`)]
  }
  return [
    ...findings,
    make.fault(
      `${text}, and in ${conflicts} of them values differ, first at ${at}: bins with such times are left out. Delete the wrong rows, or set MINUANO_DUPLICATES (docs/data-quality.md)`,
      { code: 'conflicting-rows' },
    ),
  ]
}
