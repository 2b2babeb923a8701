import { quoteLiteral } from '../../postgres/quote.ts'
import { foundState } from '../../target/read/found-state.ts'
import type { Day } from '../../time/day.ts'
import type { DayDetail, DayState, VariableDay } from '../api.ts'
import { coveredWords, dayReasons } from './day-words.ts'
import { dayCommand, dayRemedies } from './day-advice.ts'
import { closedWords, readClosedDay } from './read-closed-day.ts'
import { dayFlags, dayLetter, dayStates } from './day-letters.ts'
import { ownSettingsOf } from './page-settings.ts'
import type { PageSettings } from './page-settings.ts'
import type { DayRow } from './day-row.ts'
import { readBinReasons } from './read-bin-reasons.ts'
import { readsFound } from './reads-found.ts'
import type { PlantFacts } from './read-plant.ts'
import { dayInWords } from './say-time.ts'
import { shownVariables } from './shown-variables.ts'
import type { TargetReader } from './target-reader.ts'
import { textArray } from './text-array.ts'

/** Why a day of an asset is as it is, and what to do. */
export async function readDay(
  target: TargetReader,
  plant: PlantFacts,
  settings: PageSettings,
  { asset, day }: { readonly asset: string; readonly day: Day },
): Promise<DayDetail> {
  const variables = shownVariables(plant.variables, settings)
  const rows =
    variables.length === 0
      ? []
      : await target.rows<DayRow>(
          'reading the ledger',
          statement(asset, day, variables, settings.periodSeconds, await readsFound(target)),
        )
  const state = dayStates[dayLetter(rows.reduce((flags, row) => flags | flagsOf(row), 0))]
  const loadedAt =
    rows
      .flatMap(({ loadedAt: at }) => at ?? [])
      .toSorted()
      .at(-1) ?? null
  const sampled = ownSettingsOf(settings, asset)?.sampleSeconds ?? settings.sampleSeconds
  const closed = await readClosedDay(target, asset, day, variables, settings.periodSeconds)
  return {
    day,
    asset,
    state,
    title: `${asset === '' ? '' : `${asset}, `}${dayInWords(day)}: ${stateWords[state]}${state === 'missing' ? '' : coveredWords(rows)}`,
    reasons: [...closedWords(asset, closed), ...dayReasons(rows, state, sampled)],
    remedies: dayRemedies(rows, state),
    command: closed === undefined ? dayCommand(asset, day, state, rows, settings) : null,
    isClosed: closed !== undefined,
    loadedAt,
    variables: rows.map(variableOf),
    bins: await readBinReasons(target, { asset, day, variables }, settings.periodSeconds),
  }
}

const stateWords: Readonly<Record<DayState, string>> = {
  whole: 'whole',
  partial: 'partial',
  conflicts: 'in doubt',
  missing: 'not loaded',
  'no-source-data': 'no source data',
  changed: 'changed in the Source',
  failed: 'the last try failed',
  open: 'under way',
  unknown: 'nothing is known of it',
}

function isLoaded({ status }: DayRow): boolean {
  return status === 'loaded' || status === 'open'
}

function flagsOf(row: DayRow): number {
  const flags = (given: Partial<Record<keyof typeof dayFlags, boolean>>) =>
    Object.entries(given).reduce(
      (sum, [name, isSet]) => sum | (isSet ? dayFlags[name as keyof typeof dayFlags] : 0),
      0,
    )
  const { status, found, errorCode, conflicts, excess, coverage, valid, written, present } = row
  return flags({
    failed: status === 'failed' || (errorCode !== null && errorCode !== 'no-source-data'),
    conflicts: (conflicts ?? 0) + (excess ?? 0) > 0 || row.isOverfull,
    loaded: isLoaded(row) && (valid ?? 0) > 0,
    open: status === 'open',
    short: !isLoaded(row) || (coverage ?? 1) < 1,
    changed: found === 'changed' || found === 'lost',
    missing: found === 'missing',
    looked: (status !== null && status !== 'failed') || found !== null,
    gone: isLoaded(row) && present !== null && present < (written ?? 0),
  })
}

function variableOf(row: DayRow): VariableDay {
  const { found, variable, status, expected, valid, missing, outOfRange, duplicates } = row
  const { conflicts, excess, ambiguous, frozen, coverage, errorCode, reasons, keptReasons } = row
  const samples = { expected, valid, missing, outOfRange, duplicates }
  const counts = { ...samples, conflicts, excess, ambiguous, frozen }
  const isChanged = found === 'changed' || found === 'lost'
  const inSource = found === 'missing' ? found : isChanged ? 'changed' : null
  return { variable, status, ...counts, reasons, keptReasons, coverage, errorCode, inSource }
}

/** A column that the ledger of an older version does not have. */
function ofNewer(column: string): string {
  return `nullif(to_jsonb(load) -> ${quoteLiteral(column)}, 'null')`
}

/** A row a variable, in their order; the values that are there are counted too. */
function statement(
  asset: string,
  day: Day,
  variables: readonly string[],
  periodSeconds: number,
  withFound: boolean,
): string {
  const seen = withFound
    ? `left join source_day seen
         on seen.asset = ${quoteLiteral(asset)} and seen.variable = asked.variable and seen.day = '${day}'`
    : `left join (select null::integer as source_rows where false) seen on true`
  return `
    select asked.variable, status, sample_seconds as "sampleSeconds", expected, valid, missing, out_of_range as "outOfRange", duplicates,
      conflicts, excess, ambiguous, coverage, error_code as "errorCode",
      (${ofNewer('excluded')})::text::int as excluded, (${ofNewer('frozen')})::text::int as frozen,
      ${ofNewer('reasons')} as reasons, ${ofNewer('kept_reasons')} as "keptReasons",
      ${withFound ? `case when seen.asset is null then null else ${foundState} end` : 'null'} as found,
      seen.source_rows as "sourceRows",
      coalesce(status in ('loaded', 'open') and settings_version is null, false) as "isOverfull",
      coalesce(is_cut, false) as "isCut", target_rows as written,
      to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "loadedAt",
      case when status in ('loaded', 'open') then (
        select count(*)::int from signal join data on signal_id = signal.id
        where signal.asset = load.asset and signal.variable = load.variable
          and signal.period_seconds = load.period_seconds
          and "timestamp" >= window_start and "timestamp" < window_end) end as present
    from unnest(${textArray(variables)}) with ordinality asked (variable, place)
      left join load on load.asset = ${quoteLiteral(asset)} and load.variable = asked.variable
        and load.period_seconds = ${periodSeconds} and load.day = '${day}'
      ${seen}
    order by place`
}
