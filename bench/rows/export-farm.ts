import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alternate } from '../measure/alternate.ts'
import { watchPeak } from '../measure/watch-peak.ts'
import { fasterThan, figure, verdict } from '../report/figure.ts'
import { runChild } from '../stack/children.ts'
import { emptyOurTarget, settle } from '../stack/empty-targets.ts'
import { farmMonth, fillFarmMonth } from '../stack/fill-farm-month.ts'
import { runSql } from '../stack/run-sql.ts'
import type { Bench } from '../stack/start-bench.ts'
import type { Row } from './row.ts'

const script = fileURLToPath(new URL('../peers/classic_export.py', import.meta.url))

export const exportFarm: Row = {
  name: 'export-farm',
  source: 'year',
  async measure(bench, { runs }) {
    await fillFarmMonth(bench)
    const folder = await mkdtemp(join(tmpdir(), 'minuano-bench-export-'))
    let peak = 0
    const prepare = async () => {
      await rm(folder, { recursive: true, force: true })
      await settle(bench)
    }
    const { python } = bench
    try {
      const measured = await alternate(runs, [
        {
          name: 'ours',
          prepare,
          measure: async () => {
            const { seconds, peak: own } = await exportInto(bench, folder)
            peak = Math.max(peak, own)
            return seconds
          },
        },
        ...(python === undefined
          ? []
          : [{ name: 'classic', prepare, measure: () => exportByPandas(bench, python, folder) }]),
      ])
      const figures = [...measured].map(([name, values]) => figure(name, 's', values))
      return {
        title:
          'a month of a farm (100 assets, 10 variables: 4,464,000 values) into a Parquet file an asset, whole process',
        figures,
        verdicts: [
          ...fasterThan(figures, { classic: 3 }),
          verdict('floor', peak, 'MB of the process at its peak', 'at most', 256),
        ],
        notes: ['Classic: pandas’ `read_sql`, `pivot` and `to_parquet`, asset by asset.'],
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
      await emptyOurTarget(bench)
      await runSql(bench.up.adminUrl('target'), "delete from signal where asset like 'T%'")
    }
  },
}

async function exportInto({ up }: Bench, folder: string) {
  let peakOf: () => number | undefined = () => undefined
  const args = ['export', '--out', folder, '--from', farmMonth.start, '--to', farmMonth.start]
  const { seconds, stdout } = await up.run([...args, '--json'], {
    onStart: (child) => (peakOf = watchPeak(child)),
  })
  const { values } = JSON.parse(stdout) as { values: number }
  if (values !== farmMonth.values) throw new Error(`${values} values, not ${farmMonth.values}`)
  return { seconds, peak: peakOf() ?? 0 }
}

async function exportByPandas({ up }: Bench, python: string, folder: string): Promise<number> {
  const { start, end } = farmMonth
  const args = ['-B', script, start, end, folder]
  const env = { DATABASE_URL: up.adminUrl('target'), PGOPTIONS: '-c timezone=UTC' }
  return (await runChild(python, args, { env })).seconds
}
