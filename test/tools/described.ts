import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSeededSource, serve } from '../connector/serving.ts'

export const key = 'a-key-of-the-tests'

/** The day that every client fetches. */
export const day = { start: '2025-01-01', end: '2025-01-02' }

/** What a client has read of that day. */
export interface DayRead {
  readonly rows: number
  readonly first: string
  readonly sum: number
  readonly nulls: number
  readonly lines: number
  readonly units: readonly string[]
  readonly counted: number
  readonly live: string
}

/** A Connector with a key, its description in a file of this folder, and what the day really is. */
export async function serveDescribed(folder: string) {
  const source = await createSeededSource()
  const gone = `update data set power = null where timestamp < '2025-01-01T00:07Z'`
  await source.client.query(gone)
  const { url } = await serve({ SOURCE_DATABASE_URL: source.url, CONNECTOR_API_KEY: key })
  const description = join(folder, 'connector.json')
  const headers = { authorization: `Bearer ${key}` }
  writeFileSync(description, await (await fetch(`${url}/openapi.json`, { headers })).text())
  const { rows } = await source.client.query<{ power: number | null }>(
    `select power from data where timestamp >= $1 and timestamp < $2 order by timestamp`,
    [`${day.start}T00:00Z`, `${day.end}T00:00Z`],
  )
  const expected: DayRead = {
    rows: 1440,
    first: '2025-01-01T00:00:00.000Z',
    sum: rows.reduce((sum, { power }) => sum + (power ?? 0), 0),
    nulls: 7,
    lines: 1441,
    units: ['m/s', 'kW', 'degC'],
    counted: 1433,
    live: 'ok',
  }
  return { url, description, expected }
}
