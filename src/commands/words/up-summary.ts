import { calledAs } from '../../config/called-as.ts'
import { settings } from '../../config/settings.ts'
import type { Config } from '../../config/settings.ts'
import type { SourceFacts } from '../../etl/extract/fetch-source-facts.ts'
import { formatTable } from '../../log/format-table.ts'
import { redact } from '../../log/redact.ts'
import { writeAnswer } from '../../stack/process-answers.ts'
import type { JobResult } from '../../stack/run-job.ts'
import type { Stack } from '../../stack/start-stack.ts'
import type { TargetFacts } from '../../target/tables/describe-target.ts'
import { dayOf } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import { parseTime } from '../../time/parse-time.ts'
import { version } from '../../version.ts'

/** What `up` has done and found. */
export interface UpOutcome {
  readonly period: SourceFacts
  readonly job: JobResult
  readonly target: TargetFacts
}

/**
 * One object for machines. The database URLs are whole, also where they hold a password: only here,
 * so that a script can connect. The reader's is for whoever looks, the owner's for who changes tables.
 */
export function upAsJson(
  stack: Stack,
  { period, job, target }: UpOutcome,
  pageUrl: string | undefined,
): string {
  return writeAnswer('up', {
    period: { first: period.first, last: period.last },
    source: { url: stack.sourceUrl, rows: job.sourceRows },
    target: {
      url: stack.targetUrl,
      readerUrl: isOwnReader(stack) ? stack.readerUrl : null,
      rows: target.rows,
      signals: filledOf(target).length,
    },
    connector: { url: stack.connectorUrl, docs: stack.docsUrl },
    ...(pageUrl === undefined ? {} : { page: { url: pageUrl } }),
    days: job.days,
    seconds: job.seconds,
  })
}

/** A summary for a person: what is where, the page first, a few values, and what to try. Without a page nothing is served. */
export function upAsText(
  config: Config,
  stack: Stack,
  outcome: UpOutcome,
  pageUrl: string | undefined,
): string {
  const isServed = pageUrl !== undefined
  const { period, job, target } = outcome
  const source =
    period.first === null
      ? `empty: fill it with  ${calledAs('./minuano')} source seed`
      : `${period.first} to ${period.last}, ${group(job.sourceRows)} rows read`
  const isFarm = filledOf(target).some(({ asset }) => asset !== '')
  const days = `${job.days === 1 ? '1 day' : `${job.days} days`}${isFarm ? ' of assets' : ''}`
  const failed = job.failed > 0 ? `, ${job.failed} failed` : ''
  return [
    '',
    `Minuano ${version}`,
    '',
    ...(isServed ? [`  Page       ${pageUrl}`] : []),
    `  Source     ${source}`,
    `  Target     ${group(target.rows)} values in ${filledOf(target).length} signals`,
    `             ${redact(stack.readerUrl)}${howToRead(config, stack, isServed)}`,
    `  ETL        ${days}${failed}, in ${job.seconds.toFixed(1)} s`,
    ...(isServed
      ? [`  Connector  ${stack.connectorUrl}`, `  API docs   ${stack.docsUrl}`]
      : ['  Connector  ended with the job (--once)']),
    '',
    ...indent(valuesOf(target)),
    '',
    'Try next:',
    ...indent(commandsToTry(config, stack, period, isServed)),
    '',
  ].join('\n')
}

/** Of a Target that the settings name no other login is known than theirs. */
function isOwnReader({ readerUrl, targetUrl }: Stack): boolean {
  return readerUrl !== targetUrl
}

/** Where the login that only reads is had from with its password, which is not for a log. */
function howToRead(config: Config, stack: Stack, isServed: boolean): string {
  if (!isServed || !isOwnReader(stack)) return ''
  return `\n             to read with any tool; with its password:  ${commandLine(config)} target url`
}

/** Signals whose last value is shown: a farm has thousands. */
const mostShown = 40

/** Those that have values: an embedded Target has the settings' signals before it is known whose they are. */
function filledOf(target: TargetFacts): TargetFacts['signals'] {
  return target.signals.filter((signal) => signal.value !== null)
}

function valuesOf(target: TargetFacts): string[] {
  const filled = filledOf(target)
  const rest = filled.length - mostShown
  const rows = filled
    .slice(0, mostShown)
    .map(({ name, unit, value, time, rows }) => [
      name,
      Number(value!.toPrecision(5)).toString(),
      unit ?? '',
      formatInstant(time!),
      group(rows),
    ])
  const header = ['signal', 'last value', 'unit', 'bin', 'values']
  if (rows.length === 0) return []
  return [
    ...formatTable(header, rows, new Set([1, 4])).split('\n'),
    ...(rest > 0 ? [`and ${group(rest)} more signals`] : []),
  ]
}

function commandsToTry(
  config: Config,
  { connectorUrl }: Stack,
  { first }: SourceFacts,
  isServed: boolean,
): string[] {
  const day = first === null ? '2025-01-01' : dayOf(parseTime(first, 'UTC')!, config.timeZone)
  const key =
    config.connectorApiKey === undefined ? '' : ' -H "Authorization: Bearer $CONNECTOR_API_KEY"'
  const minuano = commandLine(config)
  return [
    isServed
      ? `curl${key} "${connectorUrl}/data?start=${day}T00:00&end=${day}T00:05&variables=wind_speed,power"`
      : `${minuano} up`,
    `${minuano} run ${day} --dry-run`,
    `${minuano} sql target "select name, avg(value) from data join signal on id = signal_id group by name"`,
  ]
}

/** How to call Minuano again as it was called: from a clone, or as an installed package. */
function commandLine({ dataDirectory }: Config): string {
  const name = calledAs('./minuano')
  const isUsual = dataDirectory === settings.dataDirectory.fallback
  return isUsual ? name : `${name} --data-dir ${dataDirectory}`
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

/** 14400 as 14,400. */
function group(count: number): string {
  return count.toLocaleString('en-US')
}
