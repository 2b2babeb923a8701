import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alternate } from '../measure/alternate.ts'
import { openRawConnection } from '../measure/raw-connection.ts'
import { figure, verdict } from '../report/figure.ts'
import { settle } from '../stack/empty-targets.ts'
import { runSql } from '../stack/run-sql.ts'
import type { Bench } from '../stack/start-bench.ts'
import { backfillYear } from './backfill-year.ts'
import { year, yearTargetRows } from './days.ts'
import type { Row } from './row.ts'

const [whole, ours, again] = ['ours: whole process', 'ours', 'ours: again, whole process']
const floor = 'floor: COPY out'

export const exportYear: Row = {
  name: 'export-year',
  source: 'year',
  async measure(bench, { runs }) {
    await backfillYear(bench)
    await runSql(bench.up.adminUrl('target'), 'vacuum analyze data')
    const folder = await mkdtemp(join(tmpdir(), 'minuano-bench-export-'))
    const inside: number[] = []
    try {
      const prepare = () => settle(bench)
      const measured = await alternate(runs, [
        {
          name: whole,
          prepare: async () => {
            await rm(folder, { recursive: true, force: true })
            await settle(bench)
          },
          measure: async () => {
            const { seconds, written } = await exportInto(bench, folder)
            inside.push(written.seconds)
            if (written.values !== yearTargetRows) throw new Error(`${written.values} values`)
            return seconds
          },
        },
        { name: floor, prepare, measure: () => copyOut(bench) },
        { name: again, prepare, measure: async () => (await exportInto(bench, folder)).seconds },
      ])
      const figures = [
        figure(ours, 's', inside),
        ...[...measured].map(([name, values]) => figure(name, 's', values)),
      ]
      const of = (name: string) => figures.find((candidate) => candidate.name === name)!.median
      return {
        title:
          'a year of one asset (421,632 values) into twelve Parquet files, a column a signal, from the first question to the last file',
        figures,
        verdicts: [verdict('floor', of(ours) / of(floor), 'times COPY out', 'at most', 1.5)],
        notes: ['Floor: the same rows by binary COPY, by signal and time, drained unread.'],
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

interface Written {
  readonly seconds: number
  readonly values: number
}

async function exportInto({ up }: Bench, folder: string) {
  const args = ['export', '--out', folder, '--from', year.first, '--to', year.last, '--json']
  const { stdout, seconds } = await up.run(args)
  return { seconds, written: JSON.parse(stdout) as Written }
}

async function copyOut({ up }: Bench): Promise<number> {
  const connection = await openRawConnection(up.adminUrl('target'))
  try {
    const startedAt = performance.now()
    await connection.drain(
      `copy (select signal_id, "timestamp", value from data
        where "timestamp" >= '${year.first}Z' and "timestamp" < date '${year.last}' + 1
        order by 1, 2) to stdout (format binary)`,
    )
    return (performance.now() - startedAt) / 1000
  } finally {
    connection.close()
  }
}
