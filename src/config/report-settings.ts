import { choiceForm } from './json-form.ts'
import { fraction } from './readers.ts'
import { optionalSetting, setting } from './setting.ts'
import type { Reader } from './setting.ts'
import { stateCodes } from './state-readers.ts'

const minuteKinds = ['samples', 'averages'] as const

const minutesAre: Reader<(typeof minuteKinds)[number]> = {
  read: (value) => minuteKinds.find((known) => known === value),
  expects: 'samples or averages',
  json: choiceForm(minuteKinds),
}

/** The settings that say what the Target's figures are made of; a part of all settings. None shapes a value. */
export const reportSettings = {
  minutesAre: optionalSetting({
    env: 'MINUANO_MINUTES_ARE',
    key: 'minutesAre',
    reader: minutesAre,
    goesTo: ['etl'],
    help: 'what the Source’s rows are: samples, each measured at its time, or averages over the time between; turbulence intensity is of samples alone, and withheld until it is said',
  }),
  reportCoverage: setting({
    env: 'MINUANO_REPORT_COVERAGE',
    key: 'reportCoverage',
    reader: fraction,
    fallback: '0.9',
    help: '`minuano report` withholds a capacity factor below this part of covered time',
  }),
  states: optionalSetting({
    env: 'MINUANO_STATES',
    key: 'states',
    reader: stateCodes,
    goesTo: ['etl'],
    help: 'of which category of IEC 61400-26-1 the states of each type of asset are (*: of all others): {"V90": {"1": "full-performance", "7": "forced-outage"}}; for `minuano report`, see data-quality.md',
  }),
} as const
