import type { ImportResult } from '../../import/import-file.ts'
import { describeBadRows } from '../../import/stage/bad-rows.ts'
import type { TryResult } from '../../import/try-file.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'

/** What a person reads: lines for stderr, and the result. */
export interface ImportReport {
  readonly notes: string[]
  readonly result: string
}

export function describeImport(result: ImportResult): ImportReport {
  const { table, read, inserted, updated, unchanged, repeated, skipped, seconds } = result
  const added = result.addedColumns.map(({ name, unit }) =>
    unit === null ? name : `${name} (${unit})`,
  )
  const counts = [
    `${inserted} inserted, ${updated} updated, ${unchanged} unchanged`,
    ...(repeated > 0 ? [`${repeated} repeated`] : []),
    `${skipped} skipped`,
  ]
  const others = [
    ...(inserted + updated === 0 ? ['nothing new'] : []),
    ...(added.length === 0 ? [] : [`columns added: ${added.join(', ')}`]),
    ...(result.widened === null ? [] : [`its time column is now ${result.widened}`]),
  ]
  return {
    notes: [
      ...result.warnings.map((warning) => `warning: ${warning}`),
      ...result.notes,
      ...leftOut(result.badRows),
    ],
    result:
      `${table}: ${read} rows read, ${periodOf(result.period)}: ` +
      `${counts.join(', ')}, in ${seconds.toFixed(2)} s${others.map((other) => `; ${other}`).join('')}`,
  }
}

export function describeTry(result: TryResult): ImportReport {
  const { period, columns, rows, badRows, sameTime } = result
  const lines = [
    ['encoding', result.encoding],
    ['delimiter', result.delimiter === '\t' ? 'tab' : JSON.stringify(result.delimiter)],
    ['header', `line ${result.headerLine}${unitRows(result.unitRows)}`],
    ['times', `${result.timeFormat}; without offset they mean ${result.timeZone}`],
    ['decimal mark', JSON.stringify(result.decimal)],
    ['thousands', result.thousands === '' ? 'no mark' : JSON.stringify(result.thousands)],
    ...atMost(
      mostColumns,
      columns.map(
        ({ name, header, unit }) =>
          `${name} = ${JSON.stringify(header)}, ${unit === null ? 'unit not known' : `in ${unit}`}`,
      ),
    ).map((text) => ['column', text]),
    ...rows.map(([time, ...values]) => [
      'row',
      [
        formatTime(time),
        ...atMost(
          mostValues,
          values.map((value) => String(value ?? 'no value')),
        ),
      ].join('  '),
    ]),
    ['rows', `${result.read} read, ${badRows.count} of them bad`],
    ['period', period === null ? 'none' : periodOf(period)],
  ]
  return {
    notes: [
      ...result.notes,
      ...(sameTime === 0
        ? []
        : [`warning: ${sameTime} rows are at a time of another row: differing ones are refused`]),
      ...leftOut(badRows),
    ],
    result: [
      ...lines.map(([what, text]) => `${what!.padEnd(13)} ${text}`),
      'nothing was written: this is a dry run',
    ].join('\n'),
  }
}

/** What a person reads of a wide file; machines are told all. */
const mostColumns = 30
const mostValues = 8

/** The first ones, and how many more there are. */
function atMost(count: number, texts: readonly string[]): string[] {
  if (texts.length <= count) return [...texts]
  return [...texts.slice(0, count), `and ${texts.length - count} more (--json has them all)`]
}

/** All counts and findings of a file, for machines. */
export function toJson(result: ImportResult | TryResult): object {
  const { badRows, noValues, period } = result
  const shared = {
    period:
      period === null ? null : { first: formatTime(period.first), last: formatTime(period.last) },
    badRows: badRows.first,
    noValues: Object.fromEntries(noValues),
    notes: result.notes,
  }
  if ('rows' in result) {
    const rows = result.rows.map(([time, ...values]) => [formatTime(time), ...values])
    return { dryRun: true, ...result, skipped: badRows.count, ...shared, rows }
  }
  const { table, read, inserted, updated, unchanged, repeated, skipped, seen } = result
  const { addedColumns, widened, warnings, seconds } = result
  return {
    table,
    ...{ read, inserted, updated, unchanged, repeated, skipped },
    ...shared,
    doubledHour: { first: seen.doubledFirst, second: seen.doubledSecond },
    repeatedHeaders: seen.repeatedHeaders,
    comments: seen.comments,
    addedColumns,
    widened,
    warnings,
    seconds,
  }
}

function leftOut(badRows: ImportResult['badRows']): string[] {
  return badRows.count === 0 ? [] : [`left out as bad:\n${describeBadRows(badRows)}`]
}

function unitRows(count: number): string {
  return count === 0
    ? ''
    : `, ${count} ${count === 1 ? 'row' : 'rows'} of units and the like below it`
}

function periodOf({ first, last }: { first: Instant; last: Instant }): string {
  return `${formatTime(first)} to ${formatTime(last)}`
}

function formatTime(instant: Instant): string {
  return formatInstant(instant, instant % 1e6 === 0 ? 0 : instant % 1000 === 0 ? 3 : 6)
}
