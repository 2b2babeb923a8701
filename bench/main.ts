// `npm run bench`: Minuano beside its peers, on one machine and one PostgreSQL.
import { describeError } from '../src/errors/describe-error.ts'
import { print, say } from '../src/log/say.ts'
import { withTeardown } from '../src/stack/teardown.ts'
import { checkSmall } from './compare/check-small.ts'
import { help, readOptions } from './options.ts'
import type { BenchOptions } from './options.ts'
import { describeChecks, describeReport } from './report/describe.ts'
import { writePage } from './report/page.ts'
import { writeLoad } from './report/write-load.ts'
import { measureRows } from './rows/measure-rows.ts'
import { rowNames } from './rows/row-names.ts'
import type { RowName } from './rows/row-names.ts'
import { startBench } from './stack/start-bench.ts'

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) print(help)
  else await withTeardown((later) => runBench(options, later))
} catch (error) {
  say(describeError(error))
  process.exitCode = 1
}

async function runBench(
  options: BenchOptions,
  later: Parameters<typeof startBench>[1],
): Promise<void> {
  const bench = await startBench(options, later)
  if (options.small) {
    const checks = await checkSmall(bench)
    print(options.json ? JSON.stringify(checks) : describeChecks(checks))
    if (!checks.ok) process.exitCode = 1
    return
  }
  const report = await measureRows(bench, options)
  print(options.json ? JSON.stringify(report) : describeReport(report))
  // What is written shows all rows, or one that has a section of its own, or stays as it is.
  const isWhole = options.only.length === rowNames.length
  const isAlone = (name: RowName) => options.only.join() === name && report.rows.length === 1
  if (report.failed.length > 0) {
    process.exitCode = 1
    return
  }
  if (isWhole || isAlone('page')) await writePage(report)
  if (isWhole || isAlone('load')) await writeLoad(report)
}
