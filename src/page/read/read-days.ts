import { MinuanoError } from '../../errors/minuano-error.ts'
import { foundState } from '../../target/read/found-state.ts'
import { addDays, countDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { DayLetter, Days, DayState } from '../api.ts'
import { coverageDigits, dayFlags, dayLetter, dayStates } from './day-letters.ts'
import type { GoneDays } from './gone-days.ts'
import type { PageSettings } from './page-settings.ts'
import { readsFound } from './reads-found.ts'
import type { PlantFacts } from './read-plant.ts'
import type { TargetReader } from './target-reader.ts'
import { textArray } from './text-array.ts'
import { shownVariables } from './shown-variables.ts'

/** Undefined: from the first day, to the last, that the ledger or `sync` knows. */
export interface DayRange {
  readonly from?: Day | undefined
  readonly to?: Day | undefined
}

/**
 * Every day of every asset: a letter and its coverage. One question, whose answer has a row an asset: 36,500 days of a
 * farm would take longer to be taken apart as rows than to be read. Throws `invalid-parameter`.
 */
export async function readDays(
  target: TargetReader,
  plant: PlantFacts,
  settings: PageSettings,
  { from, to }: DayRange,
  gone: GoneDays,
): Promise<Days> {
  const rows = await target.rows<{ asset: string; days: string }>(
    'reading the ledger',
    statement(plant, settings, { from, to }, await readsFound(target)),
  )
  const shown = new Set(shownVariables(plant.variables, settings))
  const known = rows.map(({ asset, days }) => ({ asset, days: unpack(days) }))
  const bounds = known.flatMap(({ days }) => [days[0]!.number, days.at(-1)!.number])
  const first = from ?? (bounds.length === 0 ? null : addDays(epoch, Math.min(...bounds)))
  const last = to ?? (bounds.length === 0 ? null : addDays(epoch, Math.max(...bounds)))
  const counts = Object.fromEntries(Object.values(dayStates).map((state) => [state, 0])) as Record<
    DayState,
    number
  >
  const length = first === null || last === null ? 0 : Math.max(0, countDays(first, last))
  const most = Math.min(mostDays, Math.floor(mostCells / plant.assets.length))
  if ((from ?? to) !== undefined && length > most) throw tooManyDays(length, most)
  const byAsset = new Map(known.map(({ asset, days }) => [asset, days]))
  const assets = plant.assets.map((asset) => {
    const states = Buffer.alloc(length, '.')
    const coverage = Buffer.alloc(length * 2, 'z')
    const offset = first === null ? 0 : countDays(epoch, first) - 1
    const goneOf = goneNumbers(gone, asset, shown)
    for (const { number, flags, covered } of byAsset.get(asset) ?? []) {
      states.write(dayLetter(flags | (goneOf.has(number) ? dayFlags.gone : 0)), number - offset)
      coverage.write(coverageDigits(covered), 2 * (number - offset))
    }
    for (const letter of states) counts[dayStates[String.fromCharCode(letter) as DayLetter]]++
    return { asset, states: states.toString('latin1'), coverage: coverage.toString('latin1') }
  })
  return { first, last, states: dayStates, assets, counts }
}

/** Days since `epoch` that lack values of the variables shown. */
function goneNumbers(gone: GoneDays, asset: string, shown: ReadonlySet<string>): Set<number> {
  const days = [...(gone.get(asset) ?? [])].filter(([, variables]) =>
    [...variables].some((variable) => shown.has(variable)),
  )
  return new Set(days.map(([day]) => countDays(epoch, day) - 1))
}

/** Of days that are asked for: a hundred years. Those that are known are shown, however many. */
const mostDays = 36_525
/** Of all assets together: an answer of 3 MB. */
const mostCells = 1_000_000

function tooManyDays(days: number, most: number): MinuanoError {
  return new MinuanoError(
    'invalid-parameter',
    `from and to are ${days} days, and may be ${most} at the most: ask for fewer`,
  )
}

interface KnownDay {
  /** Since `epoch`. */
  readonly number: number
  readonly flags: number
  readonly covered: number | null
}

/** Characters of a packed day: its number since `epoch`, its flags, its coverage in ten-thousandths or `-----`. */
const packed = { day: 7, flags: 3, coverage: 5 }
const epoch: Day = '0001-01-01'

function unpack(text: string): KnownDay[] {
  const size = packed.day + packed.flags + packed.coverage
  const days: KnownDay[] = []
  for (let at = 0; at < text.length; at += size) {
    const coverage = text.slice(at + packed.day + packed.flags, at + size)
    days.push({
      number: Number(text.slice(at, at + packed.day)),
      flags: Number(text.slice(at + packed.day, at + packed.day + packed.flags)),
      covered: coverage.startsWith('-') ? null : Number(coverage) / 10_000,
    })
  }
  return days
}

function statement(
  { assets, variables }: PlantFacts,
  settings: PageSettings,
  { from, to }: DayRange,
  withFound: boolean,
): string {
  const shown = shownVariables(variables, settings)
  const within = (table: string) =>
    `${table}.asset = any(${textArray(assets)}) and ${table}.variable = any(${textArray(shown)})
     and ${table}.day between '${from ?? '-infinity'}'::date and '${to ?? 'infinity'}'::date`
  const found = withFound
    ? `union all
       select asset, day, null, false, false, false, false, false, false, state = 'missing',
         state in ('changed', 'lost'), true
       from (
         select seen.asset, seen.day, ${foundState} as state
         from source_day seen
           left join load on load.asset = seen.asset and load.variable = seen.variable
             and load.day = seen.day and load.period_seconds = ${settings.periodSeconds}
         where ${within('seen')}) looked
       where state is not null`
    : ''
  const bit = (condition: string, flag: keyof typeof dayFlags) =>
    `case when ${condition} then ${dayFlags[flag]} else 0 end`
  return `
    select asset, string_agg(
      lpad((day - '${epoch}')::text, ${packed.day}, '0') || lpad(flags::text, ${packed.flags}, '0')
        || coalesce(lpad(floor(least(covered, 1) * 10000)::int::text, ${packed.coverage}, '0'), '-----'),
      '' order by day) as days
    from (
      select asset, day,
        ${bit('bool_or(failed)', 'failed')} + ${bit('bool_or(conflicts)', 'conflicts')}
        + ${bit('bool_or(loaded)', 'loaded')} + ${bit('bool_or(open)', 'open')}
        + ${bit(`bool_or(short) or count(*) filter (where of_ledger) < ${shown.length}`, 'short')}
        + ${bit('bool_or(changed)', 'changed')} + ${bit('bool_or(missing)', 'missing')}
        + ${bit('bool_or(looked)', 'looked')} as flags,
        case when bool_or(loaded) then min(coverage) end as covered
      from (
        select asset, day,
          case when status in ('loaded', 'open') then coverage when status = 'no-source-data' then 0 end as coverage,
          true as of_ledger,
          status = 'failed' or error_code is not null and error_code <> 'no-source-data' as failed,
          coalesce(conflicts, 0) + coalesce(excess, 0) > 0
            or status in ('loaded', 'open') and settings_version is null as conflicts,
          status in ('loaded', 'open') and valid > 0 as loaded, status = 'open' as open,
          status not in ('loaded', 'open') or coverage < 1 as short,
          false as missing, false as changed, status <> 'failed' as looked
        from load
        where ${within('load')} and period_seconds = ${settings.periodSeconds}
        ${found}) known
      group by asset, day) of_day
    group by asset`
}
