// Copies that other people's tools keep of the Target, as docs/copying.md has them do it.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import pg from 'pg'
import { atEnd } from '../support/at-end.ts'
import { createLoginRole } from '../support/create-login-role.ts'
import { readRecipes } from '../support/follower.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { findPython } from '../support/python.ts'
import { runTool } from './install/run-tool.ts'

const python = await findPython('test/tools/copies/requirements.txt')
const skip = 'missing' in python ? `NOT TRIED: ${python.missing}` : false
const folder = mkdtempSync(join(tmpdir(), 'minuano-copies-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** What a tool does whenever it is called, and what its copy then holds of values and when it read them. */
interface Copier {
  copy(): Promise<unknown>
  readonly client: pg.Client
  readonly table: string
}

for (const [name, create] of [
  ['dbt', createDbt],
  ['dlt', createDlt],
] as const) {
  describe(name, { skip }, () => {
    test(`${name} has a correction, late rows and what was deleted, and copies nothing where nothing changed`, async () => {
      const pipeline = await createTestPipeline()
      const { source, connector, target, targetUrl } = pipeline
      await insertRows(source, minutesFrom('2025-01-29T00:00:00Z', 4 * 1440))
      const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
      const minuano = async (...args: string[]) => {
        const { code, stderr } = await runMinuano(args, env)
        assert.equal(code, 0, stderr)
      }
      const sync = () => minuano('sync', '--from', '2025-01-29', '--to', '2025-02-01')
      await sync()
      // It may read what it copies, and no more.
      const reader = `copier_${name}_${Date.now().toString(36)}`
      const url = await createLoginRole({ url: targetUrl, client: target.client }, reader)
      await target.client.query(`grant select on changed_value to ${reader}`)
      const copier = await create(target.client, url)

      const demandCopied = async () => {
        await copier.copy()
        const held = await readLines(
          target.client,
          `select name, "timestamp", value from data join signal on id = signal_id`,
        )
        const copied = await readLines(
          copier.client,
          `select name, "timestamp", value from ${copier.table} where value is not null`,
        )
        assert.equal(copied.length, held.length)
        assert.deepEqual(copied, held)
      }
      await demandCopied()

      await source.query(`update data set power = 777 where "timestamp" = '2025-01-30T12:00Z'`)
      await source.query(`update data set power = 888 where "timestamp" = '2025-01-29T12:00Z'`)
      await sync()
      await demandCopied()

      await source.query(
        `delete from data where "timestamp" >= '2025-01-31T05:00Z' and "timestamp" < '2025-01-31T07:00Z'`,
      )
      await sync()
      await demandCopied()
      await insertRows(source, minutesFrom('2025-01-31T05:00:00Z', 120))
      await sync()
      await demandCopied()

      await minuano('forget', '--from', '2025-01-29', '--to', '2025-01-29', '--yes')
      await demandCopied()
      await minuano('forget', '--all-days', '--variables', 'wind_speed', '--yes')
      await demandCopied()

      await minuano('run', '2025-01-31')
      await demandCopied()
      const before = await readVersions(copier)
      await minuano('run', '2025-01-31')
      await demandCopied()
      assert.deepEqual(await readVersions(copier), before)
    })
  })
}

async function readLines(client: pg.Client, query: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws(' ', name, extract(epoch from "timestamp"), value) as line from (${query}) of_values order by 1`,
  )
  return rows.map(({ line }) => line)
}

async function readVersions({ client, table }: Copier): Promise<object[]> {
  const { rows } = await client.query<object>(
    `select xmin::text, count(*) from ${table} group by 1`,
  )
  return rows
}

/** A project of one model, in a schema of its own in the Target's database. */
async function createDbt(owner: pg.Client, url: URL): Promise<Copier> {
  const project = join(folder, 'dbt')
  const role = url.username
  await owner.query(`create schema plant authorization ${role}`)
  const model = readRecipes('sql').find((code) => code.startsWith('{{ config'))!
  const [sources] = readRecipes('yaml')
  const files = {
    'dbt_project.yml': 'name: plant\nprofile: plant\nmodel-paths: [models]\n',
    'profiles.yml': JSON.stringify({
      plant: {
        target: 'test',
        outputs: {
          test: {
            ...{ type: 'postgres', host: url.hostname, port: Number(url.port), threads: 1 },
            ...{ user: role, pass: decodeURIComponent(url.password) },
            ...{ dbname: url.pathname.slice(1), schema: 'plant' },
          },
        },
      },
    }),
    'models/minuano.yml': sources!,
    'models/plant_value.sql': model,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  const env = { DBT_PROFILES_DIR: project, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' }
  // Its own script names the folder that it was installed into, which is kept under another name.
  const program = ['-c', 'from dbt.cli.main import cli; cli()']
  return {
    copy: () =>
      runTool(pythonPath(), [...program, 'run', '--no-version-check'], { cwd: project, env }),
    client: owner,
    table: 'plant.plant_value',
  }
}

/** A program that merges into another database. */
async function createDlt(_: pg.Client, url: URL): Promise<Copier> {
  const database = await createTestDatabase()
  const client = new pg.Client(database.url)
  await client.connect()
  atEnd(async () => {
    await client.end()
    await database.drop()
  })
  const program = join(folder, 'copy_changed.py')
  writeFileSync(program, readRecipes('python')[0]!)
  const env = {
    TARGET_DATABASE_URL: url.href,
    COPY_DATABASE_URL: database.url,
    DLT_DATA_DIR: join(folder, 'dlt'),
    RUNTIME__DLTHUB_TELEMETRY: 'false',
  }
  return {
    copy: () => runTool(pythonPath(), [program], { cwd: folder, env }),
    client,
    table: 'copy.changed_value',
  }
}

function pythonPath(): string {
  assert.ok('python' in python)
  return python.python
}
