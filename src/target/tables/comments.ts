import { figureComments } from './figure-comments.ts'
import { recordComments } from './record-comments.ts'
import { sampleClasses } from '../../signal/sample-class.ts'

/** What a table, a view, or one of its columns is, for whoever looks into the catalogue: in ASCII, which every database takes. */
export interface Comments {
  readonly is: string
  readonly columns: Readonly<Record<string, string>>
}

const asset = 'The turbine or machine; empty where the Source is of a single one'
const variable = 'What is measured, as the Source calls it: power'
const periodSeconds = 'How long a bin is, in seconds'
const day = "The calendar day in the plant's time zone"
const dayOfLedger = 'As the ledger names it, in the time zone that it was loaded in'
const changedAt =
  'Grows from one commit to the next: whoever has seen an instant has missed none before it. Go on from the latest that was read, never from a clock'
const timeZone = 'The zone whose days these are: America/Sao_Paulo'
const fingerprint = 'Changes if any value, row or time of the day in the Source does'
const binStart = 'Start of the bin'
const name = 'What the signal is called: power_mean, or T01.power_mean_5m'
const statistic =
  'mean, min, max, count, or std: the sample standard deviation (n-1); of a direction the circular ones. Of a state last, mode (the state for most of the bin) and seconds_3: the seconds in state 3, seconds_m3 in state -3; of a counter increase, since the last value before the bin, and last'
const unit = "The variable's unit, where it is known"
const value = 'A statistic that is not defined (an empty bin, std of one sample) has no row'

/** What a class says, in ASCII. */
const classComments = Object.fromEntries(
  sampleClasses.map(({ name, meaning }) => [
    name,
    `Samples of this class: ${meaning.replaceAll('\u2019', "'")} Each sample is in one class alone; null: loaded before they were counted`,
  ]),
)

/** Every relation of the Target, by its name: whatever is made by a step has its words here. */
export const relationComments: Readonly<Record<string, Comments>> = {
  signal: {
    is: 'One statistic of one variable of one asset at one bin width',
    columns: {
      id: 'What data.signal_id refers to',
      name,
      asset,
      variable,
      statistic,
      unit,
      period_seconds: periodSeconds,
    },
  },
  data: {
    is: 'The values of all signals, cut by time into tables of a schema of their own: ask this one',
    columns: { signal_id: 'Whose value it is', timestamp: binStart, value },
  },
  load: {
    is: "The ledger: one row an asset, variable, bin width and day, written in the day's transaction",
    columns: {
      asset,
      variable,
      period_seconds: periodSeconds,
      day,
      time_zone: timeZone,
      window_start: 'First instant of the day',
      window_end: 'First instant after it',
      status:
        'loaded: whole; open: under way; no-source-data: the Source had no rows; failed: the values are those of the load before, if any',
      sample_seconds: 'How far apart samples are expected, in seconds',
      source_rows: 'Rows of the Source in the day',
      expected: 'Samples of the variable that the day should hold',
      valid: 'Samples that went into bins',
      missing: 'Samples that were expected and not there, or without a value',
      out_of_range: 'Samples left out by the limits that the settings give',
      coverage: 'The part of the expected samples that is valid, 0 to 1',
      target_rows: 'Values that data holds for the day, of all statistics',
      fingerprint: `${fingerprint}: as it was when the day was loaded`,
      settings_version:
        'Of the settings that shape the numbers; null: the day is made again by sync',
      minuano_version: 'Which version wrote this row',
      started_at: 'When the load began',
      seconds: 'How long it took',
      error_code: 'Of the last attempt, if it failed',
      duplicates: 'Rows that say what another row of the same time says',
      conflicts:
        'Values of one time that differ: their bins are left out unless a setting takes them',
      excess: 'Samples beyond what bins can hold, and which no bin beside them lacks',
      ambiguous:
        "Samples left out since their time, or another's of their bin, comes twice or never on the Source's clock",
      excluded:
        'Samples left out since somebody excluded them by hand (exclusion); null: not counted',
      frozen:
        'Samples whose value stayed the same for longer than that of a working sensor does; null: not looked for',
      lead_seconds: 'So many seconds before the day were read with it; null: none',
      lead_fingerprint:
        'Changes if any value, row or time of these seconds changes: the day is then made again by sync',
      reasons:
        'Rows without a value of which the Source says why, by the reason: {"bad-quality": 12}; null: none',
      kept_reasons:
        'Values that the Source doubts and that are samples all the same, by the reason: {"substituted": 3}; null: none',
      kind_counts:
        'Of a counter falls of its value, by what they were: {"resets": 1, "rollovers": 1, "corrections": 2, "drops": 1}; of a variable with minute statistics of its own the minutes that lack one: {"withoutStd": 3}; null: none',
      sample_label: 'Which edge of its interval a sample was stamped with; null: not written',
      has_classes:
        'Whether bin_reason and ten_minute say of what class the samples of its bins are; null: loaded by a version that did not count them',
      is_cut: 'A day of another time zone took a part of the window: what is left is in it',
    },
  },
  bin_reason: {
    is: 'Bins of loaded days whose samples are anything but as many valid ones as expected, and those without any value',
    columns: {
      asset,
      variable,
      period_seconds: periodSeconds,
      timestamp: binStart,
      samples:
        'Values of the Source, those that are left out too; of values that come on change seconds with one',
      ...classComments,
    },
  },
  source_day: {
    is: 'What the last sync that looked found in the Source: one row an asset, variable and day; a load since then knows better',
    columns: {
      asset,
      variable,
      day,
      time_zone:
        'Where the day begins and ends, as it was counted; of today the part whose bins were closed',
      sample_label: 'Which edge of its interval a sample was taken to be stamped with',
      source_rows: 'Rows of the Source; 0: it has none of this day',
      source_values: 'Rows that have a value of this variable',
      fingerprint: `${fingerprint}; compare it with load.fingerprint`,
      seen_at:
        'Since when it is known to be so: when it was first found like this, or otherwise than loaded. When days were looked at last, sync_run tells',
    },
  },
  sync_run: {
    is: 'The newest 1,000 runs of sync',
    columns: {
      id: 'Newer runs have greater ones',
      started_at: 'When it began',
      ended_at: 'Null: it is at work, or was cut off',
      first_day: 'First of the days that it looked at',
      last_day: 'Last of them',
      is_dry_run: 'It looked and loaded nothing, as it was told to',
      days_loaded: 'Days that were written; of a farm, days of assets',
      days_failed: 'Days that were to be written and could not be',
      error_code: 'Of a run that failed, also where it was some days alone',
      text: 'What it did, for a person',
    },
  },
  exclusion: {
    is: 'What somebody took out by hand: no load makes values of it while it is not undone',
    columns: {
      id: 'What minuano exclude --undo takes',
      asset,
      variable,
      window_start: 'First instant that is left out',
      window_end: 'First instant after it',
      reason: 'As it was given: icing',
      made_at: 'When it was made',
      made_by: 'By whom, as given or as the system names the user',
      made_role: 'The database role of that command',
      undone_at: 'When it was undone; null: it is in force',
      undone_by: 'By whom',
      undone_role: 'The database role of that command',
    },
  },
  month_closing: {
    is: 'Which months were closed: while one is, nothing of it is changed. One row a closing, also of those that were reopened',
    columns: {
      id: 'Newer closings have greater ones',
      asset,
      month: 'Its first day',
      time_zone: 'The zone whose month it is, as it was when it was closed',
      window_start: 'First instant of the month',
      window_end: 'First instant after it',
      is_incomplete: 'It was closed though days of it were not loaded whole',
      closed_at: 'When it was closed',
      closed_by: 'By whom, as given or as the system names the user',
      closed_role: 'The database role of that command',
      reopened_at: 'When it was opened again; null: it is closed',
      reopened_by: 'By whom',
      reopened_role: 'The database role of that command',
    },
  },
  late_change: {
    is: 'Late data in closed months: what a load would change of a day, as sync measured it, one row a variable',
    columns: {
      asset,
      variable,
      period_seconds: periodSeconds,
      day: dayOfLedger,
      month: 'The closed month that keeps the day as it is: its first day',
      reason: 'Why it would be loaded: changed in the Source',
      values_differ: 'Values of data, of all statistics, that would be others, come, or go',
      bins_before: 'Bins with a mean that data holds',
      bins_after: 'Bins with a mean that a load would bring',
      mean_before:
        'Mean of the means that data holds; null of a direction, and where there is none',
      mean_after: 'Mean of the means that a load would bring',
      greatest_difference:
        'Between the means of one bin, before and after; of a direction on the circle',
      fingerprint: `${fingerprint}: as it was when this was measured, and of what leads into the day; null: it has no rows any more`,
      settings_version: 'Of the settings that this was measured with',
      seen_at: 'When it was measured',
    },
  },
  changed_day: {
    is: 'When values of a day changed last: one row an asset, bin width and day, also of a day that holds no values any more',
    columns: {
      asset,
      period_seconds: periodSeconds,
      day: dayOfLedger,
      window_start: 'What changed at changed_at lies from here on',
      window_end: 'and before this',
      changed_at: changedAt,
    },
  },
  asset_register: {
    is: 'What each asset is, and from which day on: of a day the last row that has begun counts. Written by loads as the settings say',
    columns: {
      asset,
      valid_from: 'The first day that it counts; null: since ever',
      type: 'What the maker calls it; what state_code goes by',
      rated_power: 'In the unit of its power',
      hub_height: 'In metres',
      rotor_diameter: 'In metres',
      latitude: 'In degrees, WGS 84',
      longitude: 'In degrees, WGS 84',
      cut_in_speed: 'The wind from which it feeds, in m/s',
      minutes_are:
        'What its rows in the Source are: samples, averages over the time between, or own-std: with a standard deviation of their own; null: not said',
    },
  },
  state_code: {
    is: 'Of which category of IEC 61400-26-1 a state is: of a day the last row of type and code that has begun counts. Written by loads as the settings say',
    columns: {
      type: 'As asset_register has it; *: all types that have no row of the code',
      code: 'The value of the state, as the Source has it',
      category: 'Of time, as the standard divides it: full-performance, forced-outage',
      valid_from: 'The first day that it counts; null: since ever',
    },
  },
  changed_value: {
    is: 'The values of days with when the day changed last; a day that holds none is one row without name, timestamp and value',
    columns: {
      changed_at: changedAt,
      asset,
      period_seconds: periodSeconds,
      day: dayOfLedger,
      name,
      variable,
      statistic,
      timestamp: binStart,
      value,
    },
  },
  ten_minute: {
    is: 'Every 10-minute bin of loaded days: its values, nulls where there are none, and its samples by class',
    columns: {
      asset,
      variable,
      timestamp: binStart,
      mean: 'Mean of the samples',
      min: 'Least sample',
      max: 'Greatest sample',
      std: 'Sample standard deviation (n-1)',
      samples: 'How many there were',
      expected: 'How many a bin should have',
      ...classComments,
    },
  },
  ten_minute_wide: {
    is: 'A row an asset and 10-minute bin, a column a statistic of a variable; nulls where there is no value. New ones are added at the end',
    columns: { asset, timestamp: binStart },
  },
  signal_value: {
    is: "Every value beside its signal's name, asset, variable, statistic and unit; one row a value",
    columns: {
      name,
      asset,
      variable,
      statistic,
      unit,
      timestamp: binStart,
      value,
      period_seconds: `${periodSeconds}: name one where signals of several widths are loaded`,
    },
  },
  ...figureComments,
  ...recordComments,
}

export const ownSchemaComment =
  "Minuano's own: the tables that data is cut into, and its records. Ask the tables and views beside it"

export const readerSchemaComment = 'Views of a reader that sees some assets alone'
