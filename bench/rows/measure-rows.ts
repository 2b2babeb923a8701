import { describeError } from '../../src/errors/describe-error.ts'
import { say } from '../../src/log/say.ts'
import type { BenchOptions } from '../options.ts'
import { describeMachine } from '../report/machine.ts'
import type { Report } from '../report/report.ts'
import type { RowResult } from '../report/result.ts'
import { fillSource } from '../stack/fill-source.ts'
import type { Bench } from '../stack/start-bench.ts'
import { tenYears, year } from './days.ts'
import { rowNames } from './row-names.ts'
import type { RowName } from './row-names.ts'
import { rows } from './rows.ts'

/**
 * Measures the rows that are wanted, the Source growing as they need it. A row that fails is named in
 * `failed`, and the others go on: a quarter of an hour is not lost to one of them.
 */
export async function measureRows(bench: Bench, options: BenchOptions): Promise<Report> {
  const results: RowResult[] = []
  const failed: RowName[] = []
  const leftOut = [...bench.leftOut]
  let filled: 'year' | 'ten years' | undefined
  for (const row of rows.filter(({ name }) => options.only.includes(name))) {
    const lack = row.lacks?.()
    if (lack !== undefined) {
      leftOut.push(`${row.name}: ${lack}`)
      continue
    }
    if (row.source !== 'own') {
      if (filled === undefined) await fillSource(bench, year.first, year.last)
      if (row.source === 'ten years' && filled !== 'ten years') {
        await fillSource(bench, tenYears.first, '2023-12-31')
      }
      filled = row.source
    }
    say(`  ${row.name} ...`)
    try {
      results.push({ name: row.name, ...(await row.measure(bench, options)) })
    } catch (error) {
      say(`  ${row.name} failed: ${describeError(error)}`)
      failed.push(row.name)
    }
  }
  const order = (result: RowResult) => rowNames.findIndex((name) => name === result.name)
  return {
    machine: await describeMachine(bench),
    runs: options.runs,
    rows: results.toSorted((a, b) => order(a) - order(b)),
    failed,
    leftOut,
  }
}
