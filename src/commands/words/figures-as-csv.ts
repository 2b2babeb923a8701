import type { Figures } from '../../report/figures.ts'

/** The columns, in their order; a farm's row has the asset `*`. */
const columns: readonly (readonly [string, (row: Figures) => string | number | null])[] = [
  ['period', (row) => row.period],
  ['from', (row) => row.from],
  ['to', (row) => row.to],
  ['asset', (row) => row.asset ?? '*'],
  ['hours', (row) => row.hours],
  ['days', (row) => row.days.asked],
  ['days_loaded', (row) => row.days.loaded],
  ['days_open', (row) => row.days.open],
  ['days_failed', (row) => row.days.failed],
  ['days_no_source_data', (row) => row.days.noSourceData],
  ['days_not_loaded', (row) => row.days.notLoaded],
  ['days_cut', (row) => row.days.cut],
  ['wind_variable', (row) => row.windVariable],
  ['wind_unit', (row) => row.windUnit],
  ['wind_coverage', (row) => row.windCoverage],
  ['wind_bins_missing', (row) => row.windBinsMissing],
  ['wind_hours', (row) => row.windHours],
  ['mean_wind', (row) => row.meanWind],
  ['greatest_wind', (row) => row.greatestWind],
  ['greatest_wind_of', (row) => row.greatestWindOf],
  ['power_variable', (row) => row.powerVariable],
  ['power_unit', (row) => row.powerUnit],
  ['power_coverage', (row) => row.powerCoverage],
  ['power_bins_missing', (row) => row.powerBinsMissing],
  ['power_hours', (row) => row.powerHours],
  ['mean_power', (row) => row.meanPower],
  ['exported_kwh', (row) => row.exportedKwh],
  ['imported_kwh', (row) => row.importedKwh],
  ['energy_withheld', (row) => row.energyWithheld],
  ['counter_variable', (row) => row.counterVariable],
  ['counter_kwh', (row) => row.counterKwh],
  ['counter_difference', (row) => row.counterDifference],
  ['rated_kwh', (row) => row.ratedKwh],
  ['capacity_factor', (row) => row.capacityFactor],
  ['capacity_factor_withheld', (row) => row.capacityFactorWithheld],
  ['hours_at_rated', (row) => row.hoursAtRated],
  ['hours_no_power_in_wind', (row) => row.hoursNoPowerInWind],
  ['wind_and_power_hours', (row) => row.windAndPowerHours],
]

/** Rows for a spreadsheet, RFC 4180; what is not there is empty. */
export function figuresAsCsv(rows: readonly Figures[]): string {
  const lines = rows.map((row) => columns.map(([, of]) => cell(of(row))).join(','))
  return [columns.map(([name]) => name).join(','), ...lines].join('\n')
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe. */
function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+@\t\r-]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
