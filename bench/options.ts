import { parseArgs } from 'node:util'
import { rowNames } from './rows/row-names.ts'
import type { RowName } from './rows/row-names.ts'

export interface BenchOptions {
  readonly help: boolean
  readonly json: boolean
  /** Correctness alone: few days, few runs, nothing timed. */
  readonly small: boolean
  /** How often each contestant is measured. */
  readonly runs: number
  readonly only: readonly RowName[]
  readonly python: boolean
}

/** What is measured without peers, and has a section of its own. */
const withoutPeers: readonly RowName[] = ['page', 'load']

export const help = `Measures Minuano beside a classic and a fast Python stack and PostgreSQL's own floors: the same
rows, machine and server, in turn. Prints ratios and medians, and writes docs/benchmarks.md.

  npm run bench                          everything, about a quarter of an hour
  npm run bench -- --only json,arrow     these rows alone; docs/benchmarks.md stays as it is
  npm run bench -- --only page           the page in a browser; its section of docs/benchmarks.md is written anew
  npm run bench -- --only load           the Connector under load; its section of docs/reliability.md is written anew
  npm run bench -- --small               correctness alone: do all of them give the same rows?

Options:
  --only <rows>      of: ${rowNames.join(', ')}
  --runs <number>    how often each is measured (default 5); the classic year is run once
  --small            few days, nothing timed, docs/benchmarks.md stays as it is
  --without-python   Minuano and the floors alone; also so where there is no Python 3.11 or no PyPI
  --json             print one JSON object
  --help             print this`

/** Reads the command line. Throws with what is wrong with it. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      small: { type: 'boolean', default: false },
      runs: { type: 'string', default: '5' },
      only: { type: 'string' },
      'without-python': { type: 'boolean', default: false },
    },
  })
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs: ${values.runs} is no count`)
  const only = values.only === undefined ? rowNames : values.only.split(',').map(readRowName)
  return {
    help: values.help,
    json: values.json,
    small: values.small,
    runs,
    only,
    python: !values['without-python'] && only.some((name) => !withoutPeers.includes(name)),
  }
}

function readRowName(text: string): RowName {
  const name = rowNames.find((candidate) => candidate === text.trim())
  if (name !== undefined) return name
  throw new Error(`--only: there is no row "${text}"; there are ${rowNames.join(', ')}`)
}
