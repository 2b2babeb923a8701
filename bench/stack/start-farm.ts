import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { runSql } from './run-sql.ts'
import { gather, startChild } from './children.ts'
import type { Bench } from './start-bench.ts'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** A hundred turbines of ten variables, a row a minute: the days of the table, of which the middle one is asked for. */
export const farm = {
  assets: 100,
  day: '2024-03-02',
  next: '2024-03-03',
  columns: Array.from({ length: 10 }, (_, index) => `v${index}`),
}

const days = 3

/** Fills a table of a farm in the Source, and starts a Connector on it; gives its URL. */
export async function startFarm({ up }: Bench): Promise<string> {
  const { assets, columns } = farm
  await runSql(
    up.adminUrl('source'),
    'drop table if exists farm',
    `create table farm (asset text not null, "timestamp" timestamptz(0) not null, ${columns.map((name) => `${name} float8`).join(', ')})`,
    'select setseed(0.5)',
    `insert into farm
      select 'T' || lpad(asset::text, 3, '0'), timestamptz '2024-03-01Z' + minute * interval '1 minute',
        ${columns.map(() => 'random() * 1000').join(', ')}
      from generate_series(1, ${assets}) asset, generate_series(0, ${days * 1440 - 1}) minute`,
    'alter table farm add primary key (asset, "timestamp")',
    'grant select on farm to connector',
    'vacuum analyze farm',
    'checkpoint',
  )
  return startConnector(up, { SOURCE_TABLE: 'farm', SOURCE_ASSET_COLUMN: 'asset' })
}

/** Makes of that table one with a row a value, and starts a Connector on it; gives its URL. */
export async function startNarrowFarm({ up }: Bench): Promise<string> {
  const values = farm.columns.map((name) => `('${name}', ${name})`).join(', ')
  await runSql(
    up.adminUrl('source'),
    'drop table if exists farm_narrow',
    'create table farm_narrow (tag text not null, "timestamp" timestamptz(0) not null, value float8)',
    // As a historian gets them: all tags of a minute, and then the next.
    `insert into farm_narrow
      select asset || '.' || variable, "timestamp", value
      from farm cross join lateral (values ${values}) as own (variable, value) order by "timestamp"`,
    'create index on farm_narrow (tag, "timestamp")',
    'grant select on farm_narrow to connector',
    'vacuum analyze farm_narrow',
    'checkpoint',
  )
  return startConnector(up, {
    SOURCE_LAYOUT: 'narrow',
    SOURCE_TABLE: 'farm_narrow',
    SOURCE_TAG_COLUMN: 'tag',
    SOURCE_TAG_PATTERN: '{asset}.{variable}',
    SOURCE_VALUE_COLUMN: 'value',
  })
}

async function startConnector(
  up: Bench['up'],
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const child = startChild(process.execPath, [main, 'connector'], {
    env: {
      SOURCE_DATABASE_URL: up.sourceUrl,
      ...settings,
      CONNECTOR_PORT: '0',
      MINUANO_CONFIG: 'off',
    },
  })
  const output = gather(child)
  child.stdin!.on('error', () => undefined)
  for (;;) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output.stdout + output.stderr) ?? []
    if (url !== undefined) return url
    if (child.exitCode !== null) throw new Error(`the farm's Connector ended:\n${output.stderr}`)
    await sleep(20)
  }
}
