import type { Config } from '../config/settings.ts'
import { acquireLock } from '../embedded/lock/acquire-lock.ts'
import type { StackLock } from '../embedded/lock/acquire-lock.ts'
import { explainFullDisk } from '../embedded/explain-full-disk.ts'
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts'
import type { EmbeddedPostgres } from '../embedded/start-embedded-postgres.ts'
import { etlSettingsOf } from '../etl/shape/etl-settings.ts'
import { findKinds } from '../etl/shape/find-kinds.ts'
import { signalKeys } from '../etl/shape/signal-keys.ts'
import { withConnection } from '../postgres/connect.ts'
import { initSource } from '../source/table/init-source.ts'
import { initTarget } from '../target/tables/init-target.ts'
import { targetLimitsOf } from '../target/limits.ts'
import { openTarget } from '../target/tables/open-target.ts'
import type { Later } from './teardown.ts'

/** How long a command waits for another that holds the embedded stack. */
const waitMilliseconds = 30_000

/**
 * Starts the embedded PostgreSQL under its lock, with the tables of Source and Target made. Throws
 * `stack-busy` when another command holds it for too long, and `disk-full`.
 */
export async function startEmbedded(
  config: Config,
  later: Later,
): Promise<{ postgres: EmbeddedPostgres; lock: StackLock }> {
  try {
    return await start(config, later)
  } catch (error) {
    throw explainFullDisk(error, config.dataDirectory)
  }
}

async function start(config: Config, later: Later) {
  const lock = await acquireLock(config.dataDirectory, {
    waitMilliseconds,
    command: process.argv[2] ?? 'minuano',
  })
  later(() => lock.release())
  const postgres = await startEmbeddedPostgres({
    dataDirectory: config.dataDirectory,
    port: config.embeddedPort,
  })
  later(() => postgres.stop())
  await withConnection(postgres.urlOf('source', 'owner'), 'Source', (client) => initSource(client))
  const settings = etlSettingsOf(config)
  const target = await openTarget(postgres.urlOf('target', 'owner'), targetLimitsOf(config))
  try {
    const signals = signalKeys(settings, config, findKinds(settings, config, settings.units))
    await initTarget(target, { signals, units: settings.units })
  } finally {
    await target.close()
  }
  return { postgres, lock }
}
