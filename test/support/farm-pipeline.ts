import pg from 'pg'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { backfill } from '../../src/etl/backfill.ts'
import type { DayOutcome } from '../../src/etl/day-outcome.ts'
import type { ConnectorClient } from '../../src/etl/extract/connector-client.ts'
import { findFarm } from '../../src/etl/farm/find-farm.ts'
import { findLateAssets, tasksOf } from '../../src/etl/farm/find-late-assets.ts'
import type { PlantAsset } from '../../src/etl/farm/plant-asset.ts'
import { etlSettingsOf } from '../../src/etl/shape/etl-settings.ts'
import type { Leads } from '../../src/etl/shape/leads.ts'
import { workOf } from '../../src/etl/shape/work.ts'
import { openReadyTarget } from '../../src/target/tables/open-ready-target.ts'
import { atEnd } from './at-end.ts'
import { createTestDatabase } from './postgres.ts'
import { createTestTarget } from './target.ts'

/** A Source of several assets in one table, `farm(asset, t, wind_speed, power)`, and a Target. */
export async function createFarmPipeline(env: Record<string, string> = {}) {
  const database = await createTestDatabase()
  const source = new pg.Client(database.url)
  source.on('error', () => undefined)
  await source.connect()
  await source.query(`
    create table farm (asset text, t timestamptz, wind_speed float8, power float8);
    create index on farm (asset, t)`)
  const closing: (() => Promise<void>)[] = []
  const connect = async (more: Record<string, string>): Promise<ConnectorClient> => {
    const started = await startConnector(
      loadConfig({
        SOURCE_DATABASE_URL: database.url,
        SOURCE_TABLE: 'farm',
        SOURCE_TIME_COLUMN: 't',
        CONNECTOR_PORT: '0',
        CONNECTOR_LOG_LEVEL: 'silent',
        ...env,
        ...more,
      }),
    )
    closing.push(() => started.close())
    return { url: started.url, timeoutSeconds: 20, deadlineSeconds: 600, retries: 0 }
  }
  const connector = await connect({ SOURCE_ASSET_COLUMN: 'asset' })
  const { url: targetUrl, target } = await createTestTarget()
  atEnd(async () => {
    for (const close of closing) await close()
    await source.end()
    await database.drop()
  })
  return { source, sourceUrl: database.url, connector, connect, target, targetUrl }
}

export type FarmPipeline = Awaited<ReturnType<typeof createFarmPipeline>>

/** Minutes of a day for these assets, an own curve each. */
export async function fillFarm(
  source: pg.Client,
  assets: readonly string[],
  first: string,
  days: number,
): Promise<void> {
  await source.query(
    `insert into farm
     select asset, u, 8 + sin(extract(epoch from u) / 700 + n), 900 + 300 * cos(extract(epoch from u) / 900 + n)
     from unnest($1::text[]) with ordinality assets (asset, n)
       cross join generate_series($2::timestamptz, $2::timestamptz + make_interval(days => $3) - interval '1 minute', interval '1 minute') u`,
    [assets, first, days],
  )
}

/** Assets whose days are read with what leads into them, where that is given. */
function withLeads(assets: readonly PlantAsset[], leads: Leads | undefined): readonly PlantAsset[] {
  if (leads === undefined) return assets
  return assets.map((asset) => ({ ...asset, settings: { ...asset.settings, leads } }))
}

const quiet = { onDay: () => undefined, onWindowFailed: () => undefined }

/** Loads days of all assets, as `backfill` does. */
export async function backfillFarm(
  { connector, targetUrl }: Pick<FarmPipeline, 'connector' | 'targetUrl'>,
  env: Record<string, string>,
  days: readonly string[],
  {
    leads,
    ...more
  }: {
    readonly keepsEmptied?: boolean
    readonly onUnnamed?: (rows: number) => void
    readonly leads?: Leads
  } = {},
): Promise<DayOutcome[]> {
  const config = loadConfig(env)
  const farm = await findFarm(connector, config)
  const work = [{ assets: withLeads(farm!.assets, leads), variables: config.variables, days }]
  return backfill({
    ...quiet,
    ...more,
    connector,
    targetUrl,
    settings: etlSettingsOf(config),
    work,
    concurrency: 2,
  })
}

/** Finds and loads what is late, as `sync` does; gives what was found. */
export async function syncFarm(
  { connector, target, targetUrl }: Pick<FarmPipeline, 'connector' | 'target' | 'targetUrl'>,
  env: Record<string, string>,
  range: { readonly first: string; readonly last: string },
  { leads }: { readonly leads?: Leads } = {},
) {
  const config = loadConfig(env)
  const { variables } = config
  const assets = withLeads((await findFarm(connector, config))!.assets, leads)
  const late = await findLateAssets(connector, target, assets, variables, range)
  const work = tasksOf(
    late.map(({ asset, plan }) => ({ asset, days: plan.load.map(({ day }) => day) })),
    variables,
  )
  const outcomes = await backfill({
    ...quiet,
    connector,
    targetUrl,
    settings: etlSettingsOf(config),
    work,
    concurrency: 1,
  })
  const again = await findLateAssets(connector, target, assets, variables, range)
  return { late, outcomes, again }
}

/** A fresh Target that each asset was loaded into by itself, by a Connector that reads its rows alone. */
export async function loadOneByOne(
  pipeline: FarmPipeline,
  env: Record<string, string>,
  assets: readonly { readonly name: string; readonly env?: Record<string, string> }[],
  days: readonly string[],
) {
  const { url, target } = await createTestTarget()
  for (const { name, env: own = {} } of assets) {
    const connector = await pipeline.connect({ SOURCE_WHERE: JSON.stringify({ asset: [name] }) })
    const config = loadConfig({ ...env, ...own, MINUANO_ASSET: name })
    await backfill({
      ...quiet,
      connector,
      targetUrl: url,
      settings: etlSettingsOf(config),
      work: workOf(config, days),
      concurrency: 1,
    })
  }
  return target
}

/** All that a Target holds but the time that it took, signals by name, so that ids and partitions may differ. */
export async function dumpFarm(
  target: Awaited<ReturnType<typeof openReadyTarget>>,
): Promise<Record<string, unknown[]>> {
  const rows = async (text: string) => (await target.client.query<object>(text)).rows
  return {
    data: await rows(
      `select name, "timestamp"::text, value::text from data join signal on id = signal_id order by 1, 2`,
    ),
    ledger: await rows(
      `select to_jsonb(load) - 'started_at' - 'seconds' as entry from load order by asset, variable, day`,
    ),
    incomplete: await rows('select * from bin_reason order by asset, variable, "timestamp"'),
  }
}
