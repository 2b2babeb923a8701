import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { version } from '../../src/version.ts'
import { runSql } from '../stack/run-sql.ts'
import { runChild } from '../stack/children.ts'
import { requirements } from '../peers/requirements.ts'
import type { Bench } from '../stack/start-bench.ts'

/** Where and with what it was measured; nothing that names the machine or its user. */
export interface Machine {
  /** The day, such as 2026-11-25. */
  readonly date: string
  readonly cpu: string
  readonly cores: number
  readonly memory: string
  readonly system: string
  /** Whether others were at work too; read figures of a busy machine with care. */
  readonly load: string
  /** By name: Minuano, Node, PostgreSQL, Python and its packages. */
  readonly versions: Readonly<Record<string, string>>
}

/** The packages that a reader would ask about; the others are in bench/peers/requirements.txt. */
const shown = [
  ...['fastapi', 'uvicorn', 'SQLAlchemy', 'pandas', 'httpx', 'psycopg'],
  ...['adbc-driver-postgresql', 'pyarrow', 'polars', 'orjson', 'uvloop', 'httptools'],
]

export async function describeMachine({ up, python, load }: Bench): Promise<Machine> {
  const [server] = await runSql<{ server_version: string }>(
    up.adminUrl('postgres'),
    'show server_version',
  )
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: `${process.platform} ${process.arch}`,
    load: `load average ${load.before.toFixed(1)} before the start, at most ${load.greatest.toFixed(1)} during the run`,
    versions: {
      Minuano: version,
      Node: process.versions.node,
      PostgreSQL: server!.server_version,
      ...(python === undefined ? {} : await pythonVersions(python)),
    },
  }
}

async function pythonVersions(python: string): Promise<Record<string, string>> {
  const { stdout } = await runChild(python, [
    '-c',
    'import platform; print(platform.python_version())',
  ])
  const pins = (await readFile(requirements, 'utf8')).split('\n').map((line) => line.split('=='))
  const packages = pins.filter(([name]) => shown.includes(name!))
  return { Python: stdout.trim(), ...(Object.fromEntries(packages) as Record<string, string>) }
}
