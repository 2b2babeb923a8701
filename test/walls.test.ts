import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cruise } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const repository = fileURLToPath(new URL('..', import.meta.url))
const configFile = '.dependency-cruiser.cjs'
const walls = createRequire(import.meta.url)(join(repository, configFile)) as {
  forbidden: { name: string; severity: string }[]
}
const depcruise = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')

const options = extractDepcruiseOptions(join(repository, configFile))
const tsConfig = extractTSConfig(join(repository, 'tsconfig.json'))

const parent = mkdtempSync(join(tmpdir(), 'minuano-walls-'))
after(() => rmSync(parent, { recursive: true }))

/** A small house of the same layout that keeps every wall; each module is named by its path in src. */
const house: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['./commands/run.ts'],
  'check/run-check.ts': ['../stack/start.ts', '../etl/etl.ts', '../source/read.ts'],
  'version.ts': ['node:fs'],
  'commands/run.ts': [
    '../stack/start.ts',
    '../etl/etl.ts',
    '../connector/start-connector.ts',
    '../import/file.ts',
    '../pipes/open.ts',
    '../check/run-check.ts',
  ],
  'stack/start.ts': ['../embedded/server.ts', '../source/read.ts', '../target/load.ts'],
  'connector/start-connector.ts': ['./serve.ts', '../source/read.ts'],
  'connector/serve.ts': [
    '../http/listen.ts',
    '../source/source.ts',
    '../frame/frame.ts',
    '../version.ts',
    'node:http',
  ],
  'etl/etl.ts': ['../target/load.ts', '../frame/frame.ts', '../config/config.ts'],
  'report/sums.ts': ['../target/load.ts', '../time/time.ts'],
  'export/files.ts': ['../target/load.ts', '../frame/frame.ts', '../time/time.ts', 'node:fs'],
  'page/page.ts': ['../http/listen.ts', '../target/load.ts', './api.ts', 'node:http'],
  'page/api.ts': [],
  'page/web/app.ts': ['../api.ts', '../../frame/frame.ts', '../../time/time.ts', './chart.ts'],
  'page/web/chart.ts': ['uplot'],
  'http/listen.ts': ['../errors/error.ts', '../log/say.ts', 'node:net'],
  'import/file.ts': ['../source/read.ts', '../postgres/connect.ts', 'node:fs'],
  'source/source.ts': ['../frame/frame.ts'],
  'source/read.ts': ['./source.ts', '../postgres/connect.ts', '../frame/frame.ts'],
  'target/load.ts': ['../postgres/connect.ts', '../frame/frame.ts', '../version.ts'],
  'embedded/server.ts': ['../config/config.ts', 'node:fs'],
  'postgres/connect.ts': ['../errors/error.ts', 'node:net'],
  'config/config.ts': ['../time/time.ts', 'node:fs'],
  'log/say.ts': ['node:fs'],
  'pipes/open.ts': ['./context.ts', 'node:zlib'],
  'pipes/context.ts': ['node:fs'],
  'frame/frame.ts': ['../time/time.ts', '../errors/error.ts'],
  'signal/name.ts': ['../time/time.ts'],
  'time/time.ts': [],
  'errors/error.ts': [],
}

/** Imports that the house does not have, by module, and the walls that must not hold them. */
interface Plant {
  readonly what: string
  readonly imports: Readonly<Record<string, readonly string[]>>
  readonly walls: readonly string[]
}

const etlWall = 'etl-knows-the-source-as-http'
const connectorWall = 'connector-writes-nothing'
const portWall = 'connector-sees-no-sql'
const pageWall = 'page-reads-the-target-and-http'
const browserWall = 'browser-code-is-apart'
const exportWall = 'export-stands-on-the-target'
const importWall = 'import-stands-on-the-source'
const sourceWall = 'source-stands-on-the-ground'
const targetWall = 'target-stands-on-the-ground'
const httpWall = 'http-stands-on-the-ground'
const groundWall = 'ground-floor-is-below'
const pureWall = 'frame-and-time-are-pure'

const plants: readonly Plant[] = [
  {
    what: 'the ETL reads the Source',
    imports: { 'etl/etl.ts': ['../source/read.ts'] },
    walls: [etlWall],
  },
  {
    what: 'the ETL loads the Source’s code while it runs',
    imports: { 'etl/etl.ts': ["export const later = () => import('../source/read.ts')"] },
    walls: [etlWall],
  },
  {
    what: 'the ETL passes the Source’s code on',
    imports: { 'etl/etl.ts': ["export * from '../source/read.ts'"] },
    walls: [etlWall],
  },
  {
    what: 'the ETL uses the Connector’s code',
    imports: { 'etl/etl.ts': ['../connector/serve.ts'] },
    // The check, which uses the ETL's client, would reach it too.
    walls: [etlWall, 'check-knows-the-connector-as-http'],
  },
  {
    what: 'the ETL reaches the Source through another module',
    imports: { 'etl/etl.ts': ['./helper.ts'], 'etl/helper.ts': ['../stack/start.ts'] },
    walls: [etlWall],
  },
  {
    what: 'the ETL reaches the Source through the ground floor',
    imports: { 'config/config.ts': ['../source/read.ts'] },
    walls: [etlWall, groundWall],
  },
  {
    what: 'the Connector writes to the Target',
    imports: { 'connector/serve.ts': ['../target/load.ts'] },
    walls: [connectorWall],
  },
  {
    what: 'the Connector reaches the ETL through the stack',
    imports: { 'connector/serve.ts': ['../stack/start.ts'], 'stack/start.ts': ['../etl/etl.ts'] },
    walls: [connectorWall],
  },
  {
    what: 'a route of the Connector reads the Source’s tables',
    imports: { 'connector/serve.ts': ['../source/read.ts'] },
    walls: [portWall],
  },
  {
    what: 'a route of the Connector opens a database',
    imports: { 'connector/serve.ts': ['../postgres/connect.ts'] },
    walls: [portWall],
  },
  {
    what: 'the page reads the Source',
    imports: { 'page/page.ts': ['../source/read.ts'] },
    walls: [pageWall],
  },
  {
    what: 'the page reaches the Source through the stack',
    imports: { 'page/page.ts': ['../stack/start.ts'] },
    walls: [pageWall],
  },
  ...['node:fs', 'pg', '../page.ts', '../../http/listen.ts', '../../config/config.ts'].map(
    (module) => ({
      what: `the browser’s code uses ${module}`,
      imports: { 'page/web/app.ts': [module] },
      walls: [browserWall],
    }),
  ),
  {
    what: 'the page’s server uses the browser’s code',
    imports: { 'page/page.ts': ['./web/app.ts'] },
    walls: ['browser-code-is-the-browsers'],
  },
  {
    what: 'the types of the page’s answers need code',
    imports: { 'page/api.ts': ['../target/load.ts'] },
    walls: ['answers-are-types-alone'],
  },
  {
    what: 'what sums up the Target reads the Source',
    imports: { 'report/sums.ts': ['../source/read.ts'] },
    walls: ['report-stands-on-the-target'],
  },
  {
    what: 'what exports files reads the Source',
    imports: { 'export/files.ts': ['../source/read.ts'] },
    walls: [exportWall],
  },
  {
    what: 'what exports files asks the Connector',
    imports: { 'export/files.ts': ['../connector/serve.ts'] },
    walls: [exportWall],
  },
  {
    what: 'what imports files uses the Target’s code',
    imports: { 'import/file.ts': ['../target/load.ts'] },
    walls: [importWall],
  },
  {
    what: 'what imports files uses the stack',
    imports: { 'import/file.ts': ['../stack/start.ts'] },
    walls: [importWall],
  },
  {
    what: 'the Connector imports files',
    imports: { 'connector/serve.ts': ['../import/file.ts'] },
    walls: [connectorWall],
  },
  {
    what: 'the Source’s code uses what stands on it',
    imports: { 'source/read.ts': ['../import/kinds.ts'], 'import/kinds.ts': [] },
    walls: [sourceWall, connectorWall, 'check-knows-the-connector-as-http'],
  },
  {
    what: 'the Source’s code uses the Target’s',
    imports: { 'source/read.ts': ['../target/load.ts'] },
    walls: [sourceWall, connectorWall],
  },
  {
    what: 'the Source’s code uses the stack',
    imports: { 'source/read.ts': ['../stack/spawn.ts'], 'stack/spawn.ts': [] },
    walls: [sourceWall],
  },
  {
    what: 'the Target’s code uses the Source’s',
    imports: { 'target/load.ts': ['../source/read.ts'] },
    walls: [targetWall, etlWall, pageWall],
  },
  {
    what: 'what every server needs uses the Connector',
    imports: { 'http/listen.ts': ['../connector/schemas.ts'], 'connector/schemas.ts': [] },
    walls: [httpWall, pageWall],
  },
  {
    what: 'what every server needs opens a database',
    imports: { 'http/listen.ts': ['../postgres/connect.ts'] },
    walls: [httpWall],
  },
  {
    what: 'the ground floor uses what is above it',
    imports: { 'log/say.ts': ['../target/load.ts'] },
    walls: [groundWall, connectorWall],
  },
  {
    what: 'the stack uses a command',
    imports: { 'stack/start.ts': ['../commands/print.ts'], 'commands/print.ts': [] },
    walls: ['commands-are-on-top'],
  },
  {
    what: 'the stack uses the entry',
    imports: { 'stack/start.ts': ['../start/main.ts'], 'start/main.ts': [] },
    walls: ['commands-are-on-top'],
  },
  {
    what: 'the stack looks at everything by itself',
    imports: { 'stack/up.ts': ['../check/find.ts'], 'check/find.ts': [] },
    walls: ['check-is-for-commands'],
  },
  {
    what: 'a look at the Connector uses its code',
    imports: { 'check/run-check.ts': ['../connector/serve.ts'] },
    walls: ['check-knows-the-connector-as-http'],
  },
  {
    what: 'two modules need each other',
    imports: { 'time/time.ts': ['./day.ts'], 'time/day.ts': ['./time.ts'] },
    walls: ['no-circles'],
  },
  ...[
    'node:fs',
    'node:fs/promises',
    'node:process',
    'node:dns',
    'fs',
    '../config/config.ts',
    'pg',
  ].map((module) => ({
    what: `frame uses ${module}`,
    imports: { 'frame/codec.ts': [module] },
    walls: [pureWall],
  })),
  {
    what: 'the Pipes client uses another folder',
    imports: { 'pipes/open.ts': ['../errors/error.ts'] },
    walls: ['pipes-stands-alone'],
  },
  {
    what: 'the Pipes client uses a package',
    imports: { 'pipes/open.ts': ['pg'] },
    walls: ['pipes-stands-alone'],
  },
  {
    what: 'the ETL reports to Dagster',
    imports: { 'etl/etl.ts': ['../pipes/open.ts'] },
    walls: ['pipes-is-for-commands'],
  },
  {
    what: 'time writes to the log',
    imports: { 'time/time.ts': ['../log/say.ts'] },
    walls: [pureWall],
  },
  {
    what: 'a folder has no place in the house',
    imports: { 'utils/all.ts': ['../time/time.ts'] },
    walls: ['every-folder-has-its-floor'],
  },
  {
    what: 'an import leads nowhere',
    imports: { 'etl/etl.ts': ['./nowhere.ts'] },
    walls: ['every-import-resolves'],
  },
  {
    what: 'the program uses a script',
    imports: { 'stack/start.ts': ['../../scripts/build.mjs'] },
    walls: ['the-program-needs-no-tests'],
  },
]

/** The names of the walls that a house with these further imports breaks. */
async function brokenWalls(imports: Plant['imports']): Promise<string[]> {
  const folder = mkdtempSync(join(parent, 'house-'))
  copyFileSync(join(repository, 'package.json'), join(folder, 'package.json'))
  write(join(folder, 'scripts/build.mjs'), 'export {}\n')
  write(join(folder, 'node_modules/pg/package.json'), '{"name":"pg","main":"index.js"}')
  write(join(folder, 'node_modules/pg/index.js'), 'module.exports = {}\n')
  write(join(folder, 'node_modules/uplot/package.json'), '{"name":"uplot","main":"index.js"}')
  write(join(folder, 'node_modules/uplot/index.js'), 'module.exports = {}\n')
  for (const module of new Set([...Object.keys(house), ...Object.keys(imports)])) {
    const lines = [...(house[module] ?? []), ...(imports[module] ?? [])].map(toStatement)
    write(join(folder, 'src', module), `${lines.join('')}export const here = 1\n`)
  }
  const { output } = await cruise(
    ['src'],
    { ...(await options), baseDir: folder },
    {},
    { tsConfig },
  )
  if (typeof output === 'string') throw new Error(output)
  const { summary } = output
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort()
}

/** A whole statement stays; a module's name becomes an import of its types alone. */
function toStatement(line: string, index: number): string {
  if (line.includes(' ')) return `${line}\n`
  return `import type * as m${index} from '${line}'\nexport type M${index} = typeof m${index}\n`
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

test('a house that keeps every wall passes', async () => {
  assert.deepEqual(await brokenWalls({}), [])
})

for (const { what, imports, walls } of plants) {
  test(`the walls see it when ${what}`, async () => {
    assert.deepEqual(await brokenWalls(imports), walls.toSorted())
  })
}

test('every wall is tried, and every wall fails the run', () => {
  const tried = new Set(plants.flatMap(({ walls }) => walls))
  for (const { name, severity } of walls.forbidden) {
    assert.ok(tried.has(name), `no violation of ${name} is planted`)
    assert.equal(severity, 'error', name)
  }
})

test('the code as it stands passes, and all of it is seen', async () => {
  const args = [depcruise, '--config', configFile, 'src']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: repository })
  assert.match(stdout, /no dependency violations found/)
  const seen = Number(/\((\d+) modules/.exec(stdout)?.[1])
  assert.ok(seen > 50, stdout)
})
