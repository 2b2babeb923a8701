const asset = 'The turbine or machine; empty where the Source is of a single one'
const withheld = 'Why there is no capacity factor; null: there is one'
const rated = 'Energy that rated power would be in the covered time, in kWh'

/** What daily and monthly figures share. Their definitions, with sources, are in docs/data-quality.md. */
const figures = {
  asset,
  period_seconds:
    'How long a bin is, in seconds: name one where signals of several widths are loaded',
  time_zone: 'The zone whose days these are',
  wind_variable: 'What is taken for the wind speed: by name, else by unit',
  wind_unit: "The wind speed's unit; where it is not known the cut-in speed is taken to be in it",
  wind_coverage: 'The part of the expected samples of wind speed that is valid, 0 to 1',
  mean_wind: 'Mean of the means of bins that have one',
  greatest_wind: 'The greatest sample of wind speed, or the greatest mean: see greatest_wind_of',
  greatest_wind_of: 'samples; means, where a day has no maxima',
  power_variable: 'What is taken for the power: by name, else by unit',
  power_unit: 'Its unit; energy is of W, kW, MW and GW alone',
  power_coverage: 'The part of the expected samples of power that is valid, 0 to 1',
  power_hours: 'Covered time: hours of bins that have a mean power',
  mean_power: 'Mean of the means of bins that have one',
  exported_kwh: 'Mean power over covered time, of bins whose mean is above 0',
  imported_kwh: 'The same of bins whose mean is below 0, as a positive number',
  counter_variable: 'What is taken for the counter of exported energy',
  counter_kwh: 'What the counter went on by',
  rated_kwh: rated,
  capacity_factor: 'Energy, what was imported taken off, over rated power and covered time',
  capacity_factor_withheld: withheld,
  hours_at_rated: 'Hours of bins whose mean power is at least 98 % of rated power',
  hours_no_power_in_wind:
    'Hours of bins with wind above cut-in (3 m/s where the register does not say it) and power of at most 1 % of rated power, or 0 where that is not known',
  wind_and_power_hours: 'Hours of bins that have both means',
}

const categories =
  'Of IEC 61400-26-1, as state_code has it; unmapped: it has no such code; unknown: nothing says the state'

/** What the views of figures are. */
export const figureComments = {
  daily_figures: {
    is: 'Figures of each day that the ledger knows, a row an asset, bin width and day; what a day lacks is in none of them',
    columns: {
      ...figures,
      day: "The calendar day in the plant's time zone",
      window_start: 'First instant of the day',
      window_end: 'First instant after it, of a day under way after what was loaded',
      hours: 'Between them: 23 or 25 where the clock is changed',
      status: 'As the ledger has it, the worst of wind speed, power and counter',
      is_cut: 'A day of another time zone took a part of the window: what is left is in it',
      wind_bins: 'Bins that have a mean wind speed',
      power_bins: 'Bins that have a mean power',
      type: 'As asset_register has it that day',
      rated_power: 'As asset_register has it that day, in the unit of power',
    },
  },
  monthly_figures: {
    is: 'Figures of each month, a row an asset and bin width: sums and weighted means of daily_figures; coverage is of the whole month, until now',
    columns: {
      ...figures,
      month: 'Its first day',
      hours: 'Of the month, until now',
      days_not_loaded: 'Days, until now, that the ledger does not know',
      days_loaded: 'Days that are whole',
      days_open: 'Days that were under way when they were loaded',
      days_failed: 'Days that could not be loaded; their values are in no figure',
      days_no_source_data: 'Days of which the Source has no rows',
      days_cut: 'Days that one of another time zone took a part of; they are among the others',
      net: 'Mean power times covered hours, of days whose rated power is known',
      rated: 'Rated power times covered hours, of the same days',
    },
  },
  daily_state_hours: {
    is: 'How long an asset was in each state, a row a day, variable and code, and one for what is unknown',
    columns: {
      asset,
      period_seconds: figures.period_seconds,
      day: "The calendar day in the plant's time zone",
      variable: 'The state, as the Source calls it',
      code: 'Its value; null: nothing says it',
      category: categories,
      hours: 'So long',
    },
  },
  monthly_turbulence: {
    is: "Turbulence intensity of the nacelle's wind, which is not the free wind's, by 1 m/s; of assets whose rows in the Source are samples",
    columns: {
      asset,
      period_seconds: figures.period_seconds,
      month: 'Its first day',
      time_zone: figures.time_zone,
      wind_bin: 'Centre of the bin of wind speed, in m/s: from 0.5 below it to 0.5 above',
      bins: 'Bins of time that have a mean above 0 and a standard deviation',
      mean_intensity: 'Mean of standard deviation over mean',
      p90_intensity: 'Its 90th percentile',
    },
  },
}
