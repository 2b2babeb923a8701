import { fileURLToPath } from 'node:url'
import type { Contestant } from '../measure/alternate.ts'
import type { LoadJob, LoadResult } from '../measure/http-load.ts'
import type { QueryJob } from '../measure/query-load.ts'
import { runChild } from '../stack/children.ts'
import { scatteredDays } from './days.ts'
import type { Endpoint } from './endpoint.ts'

/** Clients that ask at once, and how long for. */
const connections = 4
const seconds = 2

/** Rounds that are not counted: these servers run for months, and are measured warm. */
export const warmUps = 3

/** Requests a second of four clients that ask for one day after the other. */
export function askingFor({ name, port, path }: Endpoint): Contestant {
  const paths = scatteredDays.map(({ start, end }) =>
    path(`${start}T00:00:00Z`, `${end}T00:00:00Z`),
  )
  const job: LoadJob = { port, connections, seconds, paths }
  return { name, measure: () => measureRate('http-load.ts', job) }
}

/** The bare query of the same days in a loop, as many at once. */
export function bareQueries(name: string, url: string): Contestant {
  const statements = scatteredDays.map(
    ({ start, end }) =>
      `select "timestamp", wind_speed, power from data
       where "timestamp" >= '${start}' and "timestamp" < '${end}' order by "timestamp"`,
  )
  const job: QueryJob = { url, connections, seconds, statements }
  return { name, measure: () => measureRate('query-load.ts', job) }
}

async function measureRate(program: string, job: LoadJob | QueryJob): Promise<number> {
  const path = fileURLToPath(new URL(`../measure/${program}`, import.meta.url))
  const { stdout } = await runChild(process.execPath, [path], { input: JSON.stringify(job) })
  const result = JSON.parse(stdout) as LoadResult
  return result.requests / result.seconds
}
