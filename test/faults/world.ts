import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { secondsPerDay, startOf, variables } from './plant.ts'
import type { Plant } from './plant.ts'
import type { SmallDisk } from './small-disk.ts'
import { openWay } from './way.ts'
import type { Way } from './way.ts'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

export interface StartedCommand {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** Two databases, a Connector as a process, and ways to it and to the Target that faults happen on. */
export interface World {
  readonly plant: Plant
  readonly source: pg.Client
  readonly target: pg.Client
  /** A connection to the server's own database, for what is to be done to the sessions of others. */
  readonly admin: pg.Client
  readonly toConnector: Way
  readonly toTarget: Way
  readonly disk: SmallDisk | undefined
  /** Where commands run and leave what they leave. */
  readonly folder: string
  /** Set in the environment of all processes of this world. */
  readonly mark: string
  connectorPid(): number
  /** All that serve, beside it those that were started by `startAnother`. */
  connectorPids(): number[]
  connectorUrl(): string
  start(args: readonly string[]): StartedCommand
  /** Ends the Connector as `SIGKILL` does, and starts another. */
  restartConnector(): Promise<void>
  /** Starts a Connector beside it, which nobody kills, and which ends with the world. */
  startAnother(): Promise<{ readonly pid: number; readonly port: number }>
  close(): Promise<void>
}

const main = resolve(import.meta.dirname, '../../dist/main.js')

export async function createWorld(
  serverUrl: string,
  plant: Plant,
  name: string,
  disk?: SmallDisk,
): Promise<World> {
  const urlOf = (database: string, port?: number) => {
    const url = new URL(serverUrl)
    url.pathname = `/${database}`
    if (port !== undefined) url.port = String(port)
    return url.href
  }
  const open = async (url: string) => {
    const client = new pg.Client(url)
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const admin = await open(serverUrl)
  const [sourceName, targetName] = [`${name}_source`, `${name}_target`]
  await admin.query(`create database ${sourceName}`)
  await admin.query(
    `create database ${targetName} ${disk === undefined ? '' : `tablespace ${disk.tablespace}`}`,
  )
  const source = await open(urlOf(sourceName))
  const target = await open(urlOf(targetName))
  await fillSource(source, plant)
  const { hostname, port } = new URL(serverUrl)
  const [toTarget, toConnector] = [await openWay(hostname), await openWay('127.0.0.1')]
  toTarget.leadTo(Number(port))
  const folder = mkdtempSync(join(tmpdir(), 'minuano-faults-'))
  chmodSync(folder, 0o700)
  const mark = `${name}-${process.pid}`
  const start = (args: readonly string[], more: Record<string, string>) =>
    spawn(process.execPath, [main, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, FAULTS_WORLD: mark, ...more },
    })
  const startOne = () =>
    startConnector((more) => start(['connector', '--json'], more), urlOf(sourceName))
  let connector = await startOne()
  const others: (typeof connector)[] = []
  toConnector.leadTo(connector.port)
  const env = {
    CONNECTOR_URL: `http://127.0.0.1:${toConnector.port}`,
    CONNECTOR_RETRIES: '1',
    TARGET_DATABASE_URL: `${urlOf(targetName, toTarget.port)}?sslmode=disable`,
    MINUANO_VARIABLES: variables.join(','),
    MINUANO_EVERY: `${plant.periodSeconds}s`,
    MINUANO_SAMPLE_INTERVAL: `${plant.sampleSeconds}s`,
    // The model knows no sensor that hangs, and no day that leads into another.
    MINUANO_FROZEN: 'off',
  }
  const endConnector = async ({ child } = connector) => {
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGKILL')
    await gone
  }
  return {
    plant,
    source,
    target,
    admin,
    toConnector,
    toTarget,
    disk,
    folder,
    mark,
    connectorPid: () => connector.child.pid!,
    connectorPids: () => [connector, ...others].map(({ child }) => child.pid!),
    connectorUrl: () => `http://127.0.0.1:${connector.port}`,
    start: (args) => gather(start(args, env)),
    async restartConnector() {
      await endConnector()
      connector = await startOne()
      toConnector.leadTo(connector.port)
    },
    async startAnother() {
      const another = await startOne()
      others.push(another)
      return { pid: another.child.pid!, port: another.port }
    },
    async close() {
      for (const one of [connector, ...others]) await endConnector(one)
      toConnector.close()
      toTarget.close()
      await source.end()
      await target.end()
      for (const database of [sourceName, targetName])
        await admin.query(`drop database ${database} with (force)`)
      await admin.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** All assets but the last, whole, and the table as a plant has it: no key, an index. */
async function fillSource(
  source: pg.Client,
  { assets, days, sampleSeconds }: Plant,
): Promise<void> {
  await source.query(`
    create table farm (asset text, t timestamptz, wind_speed float8, power float8);
    create index on farm (asset, t)`)
  const last = startOf(days.at(-1)!) + secondsPerDay - 1
  await source.query(
    `insert into farm
     select asset, to_timestamp(u), 8 + 3 * sin(u / 700.0 + n), 900 + 300 * cos(u / 900.0 + n)
     from unnest($1::text[]) with ordinality assets (asset, n)
       cross join generate_series($2::int8, $3::int8, $4::int8) u`,
    [assets.slice(0, -1), startOf(days[0]!), last, sampleSeconds],
  )
  await source.query('analyze farm')
}

async function startConnector(
  start: (env: Record<string, string>) => ChildProcess,
  sourceUrl: string,
) {
  const child = start({
    SOURCE_DATABASE_URL: sourceUrl,
    SOURCE_TABLE: 'farm',
    SOURCE_TIME_COLUMN: 't',
    SOURCE_ASSET_COLUMN: 'asset',
    CONNECTOR_PORT: '0',
    CONNECTOR_LOG_LEVEL: 'warn',
  })
  let said = ''
  child.stderr!.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  for await (const line of createInterface({ input: child.stdout! })) {
    child.stdout!.resume()
    return { child, port: Number(new URL((JSON.parse(line) as { url: string }).url).port) }
  }
  throw new Error(`the Connector did not start: ${said}`)
}

function gather(child: ChildProcess): StartedCommand {
  let output = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  }
  const ended = new Promise<Ended>((done) => {
    child.once('close', (code, signal) => done({ code, signal, output }))
  })
  return { child, ended }
}
