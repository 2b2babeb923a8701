import { atEnd } from './at-end.ts'
import pg from 'pg'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import type { ConnectorClient } from '../../src/etl/extract/connector-client.ts'
import { initSource } from '../../src/source/table/init-source.ts'
import { createTestDatabase } from './postgres.ts'
import { createTestTarget } from './target.ts'

/** A Source with its table, a real Connector in front of it, and a Target: stopped at the file's end. */
export async function createTestPipeline(env: Record<string, string> = {}) {
  const database = await createTestDatabase()
  const source = new pg.Client(database.url)
  source.on('error', () => undefined)
  await source.connect()
  await initSource(source)
  const started = await startConnector(
    loadConfig({
      SOURCE_DATABASE_URL: database.url,
      CONNECTOR_PORT: '0',
      CONNECTOR_LOG_LEVEL: 'silent',
      ...env,
    }),
  )
  const { url: targetUrl, target } = await createTestTarget()
  atEnd(async () => {
    await started.close()
    await source.end()
    await database.drop()
  })
  const connector: ConnectorClient = {
    url: started.url,
    timeoutSeconds: 20,
    deadlineSeconds: 600,
    retries: 0,
  }
  return { source, sourceUrl: database.url, connector, target, targetUrl }
}

/** A row of the Source: an instant, and its values; `null` for NULL. */
export type SourceRow = readonly [time: number, ...values: (number | null)[]]

/** Writes rows of `timestamp, wind_speed, power`. */
export async function insertRows(source: pg.Client, rows: readonly SourceRow[]): Promise<void> {
  await source.query(
    `insert into data ("timestamp", wind_speed, power)
     select to_timestamp(t::float8 / 1e6), w, p
     from unnest($1::int8[], $2::float8[], $3::float8[]) rows (t, w, p)`,
    [rows.map(([time]) => time), rows.map(([, wind]) => wind), rows.map(([, , power]) => power)],
  )
}

/** One row a minute from `start` on, made by functions of the minute's number. */
export function minutesFrom(
  start: string,
  count: number,
  wind: (minute: number) => number | null = (minute) => 8 + Math.sin(minute),
  power: (minute: number) => number | null = (minute) => 1000 + 300 * Math.cos(minute),
): SourceRow[] {
  const from = Date.parse(start) * 1000
  return Array.from({ length: count }, (_, minute) => [
    from + minute * 60e6,
    wind(minute),
    power(minute),
  ])
}
