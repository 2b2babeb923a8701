import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Finding } from '../../src/check/finding.ts'
import { lookAtSource } from '../../src/check/look-at-source.ts'
import { loadConfigWithOrigins } from '../../src/config/load-config.ts'
import { quoteIdentifier } from '../../src/postgres/quote.ts'
import { asRole } from './as-role.ts'
import { atEnd } from './at-end.ts'
import { runMinuano } from './minuano.ts'
import type { Ended } from './minuano.ts'
import { createTestDatabase } from './postgres.ts'
import { queryRows } from './system-postgres.ts'

/** A database, and a role of its own that may log in and has no right but what everybody has. */
export interface Plant {
  /** The role's URL. */
  readonly url: string
  readonly role: string
  /** Runs statements as the superuser, in this database, each by itself. */
  run(...statements: string[]): Promise<void>
  rows<Row extends object>(text: string): Promise<Row[]>
}

export const plantPassword = 'p@ss/w#rd%'

/** Dropped at the file's end, the role too. */
export async function createPlant(): Promise<Plant> {
  const database = await createTestDatabase()
  const role = `Leser-${randomBytes(4).toString('hex')}`
  const rows = <Row extends object>(text: string) => queryRows<Row>(database.url, text)
  const run = async (...statements: string[]) => {
    for (const statement of statements) await rows(statement)
  }
  await run(`create role ${quoteIdentifier(role)} login password '${plantPassword}'`)
  atEnd(async () => {
    await run(`drop owned by ${quoteIdentifier(role)} cascade`).catch(() => undefined)
    await run(`drop role ${quoteIdentifier(role)}`).catch(() => undefined)
    await database.drop()
  })
  return { url: asRole(database.url, role, plantPassword).href, role, run, rows }
}

/** An empty folder to call commands in; gone at the file's end. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** `data` as Minuano knows it, a row a minute of three days up to now, which the role may select. */
export async function createKnownPlant(): Promise<Plant> {
  const plant = await createPlant()
  await plant.run(
    `create table data ("timestamp" timestamptz primary key, wind_speed float8, power float8)`,
    `insert into data select t, 8, 1000 from ${minutesUpToNow}`,
    `comment on column data.wind_speed is 'm/s'`,
    `grant select on data to "${plant.role}"`,
  )
  return plant
}

export const minutesUpToNow = `generate_series(date_trunc('minute', now()) - interval '3 days', date_trunc('minute', now()), '1 minute') t`

/** What a role needs of a Target. */
export async function createTargetPlant(): Promise<Plant> {
  const plant = await createPlant()
  await plant.run(`grant create on schema public to "${plant.role}"`)
  return plant
}

/** A table with odd names, as a recorder may have made it, which the role may select. */
export async function createTurbinePlant(time = 'timestamptz'): Promise<Plant> {
  const plant = await createPlant()
  await plant.run(
    'create schema scada',
    `create table scada."Turbine Data" ("Zeit" ${time} not null, "Wind Speed (m/s)" real, "Leistung [kW]" numeric(8,2), "Windrichtung" float8, "Nr" int)`,
    `insert into scada."Turbine Data" select t, n % 10, 1000 + n % 10, 180, n
     from (select t, row_number() over (order by t) - 1 as n
       from generate_series(timestamp '2025-03-01', timestamp '2025-03-03 23:59', '1 minute') t) rows`,
    `create index on scada."Turbine Data" ("Zeit")`,
    `grant usage on schema scada to "${plant.role}"`,
    `grant select on scada."Turbine Data" to "${plant.role}"`,
  )
  return plant
}

/** Findings, with ways to look into them. */
export interface Found {
  readonly findings: readonly Finding[]
  /** Of a part, or of all. */
  faults(part?: string): Finding[]
  /** The one finding whose text matches. */
  find(pattern: RegExp): Finding
}

export function lookInto(findings: readonly Finding[]): Found {
  const text = JSON.stringify(findings, null, 1)
  assert.ok(!text.includes(plantPassword) && !text.includes(encodeURIComponent(plantPassword)))
  return {
    findings,
    faults: (part) =>
      findings.filter((finding) => {
        return finding.level === 'fault' && (part === undefined || finding.part === part)
      }),
    find: (pattern) => {
      const found = findings.filter((finding) => pattern.test(finding.text))
      assert.equal(found.length, 1, `${String(pattern)} in ${text}`)
      return found[0]!
    },
  }
}

/** Looks at a Source under these settings, as `minuano check` does. */
export async function lookAtPlant({ url }: Plant, env: Record<string, string> = {}) {
  const look = await lookAtSource(url, loadConfigWithOrigins(env), 3)
  return { ...look, ...lookInto(look.findings) }
}

export interface Checked extends Ended, Found {
  readonly ok: boolean
  readonly proposal: Record<string, unknown> | null
  readonly written: string | null
}

/** Runs `minuano check --json`, in a folder of its own unless one is given. */
export async function runCheck(
  env: Record<string, string>,
  args: readonly string[] = [],
  folder = makeFolder(),
): Promise<Checked> {
  const ended = await runMinuano(['check', '--json', ...args], env, folder)
  assert.match(ended.stdout, /^\{/, ended.stderr)
  const report = JSON.parse(ended.stdout) as Omit<Checked, keyof Ended>
  return { ...ended, ...report, ...lookInto(report.findings) }
}

/** Settings as a finding writes them for a shell, as an environment. */
export function asEnvironment(settings: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [name = '', value = ''] = setting.split(/=(.*)/s)
      return [name, value.replace(/^'(.*)'$/s, '$1').replaceAll(`'\\''`, `'`)]
    }),
  )
}
