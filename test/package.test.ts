import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const clone = fileURLToPath(new URL('..', import.meta.url))

/** The PATH without our own node_modules: `node` and `npx` are then the machine's. */
const hostPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter)

/** npm's own variables, set by `npm test`, would carry the clone's settings into the empty folder. */
const hostEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|MINUANO_|NODE_)/i.test(name)),
  ),
  PATH: hostPath,
}

/** npx keeps what it installed from a path for good: of no use once the path is gone. */
async function removeFromNpxCache(path: string): Promise<void> {
  const { stdout } = await run('npm', ['config', 'get', 'cache'], { env: hostEnv })
  const installs = join(stdout.trim(), '_npx')
  for (const name of existsSync(installs) ? readdirSync(installs) : []) {
    const manifest = join(installs, name, 'package.json')
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes(basename(path))) {
      rmSync(join(installs, name), { recursive: true, force: true })
    }
  }
}

describe('the package that npm pack makes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-package-'))
  after(async () => {
    await removeFromNpxCache(folder)
    rmSync(folder, { recursive: true, force: true })
  })

  test('runs by npx in an empty folder, on the machine’s own Node', async () => {
    assert.ok(existsSync(join(clone, 'dist', 'main.js')), 'the bundle must have been built')
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: clone,
      env: hostEnv,
    })
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    const { stdout } = await run(
      'npx',
      [
        '--yes',
        '--loglevel=error',
        `--package=${join(folder, tarball)}`,
        'minuano',
        'up',
        '--once',
        '--json',
      ],
      { cwd: empty, env: { ...hostEnv, MINUANO_POSTGRES_PORT: '0', CONNECTOR_PORT: '0' } },
    )
    const result = JSON.parse(stdout) as { target: { rows: number } }
    assert.equal(result.target.rows, 11_520)
    assert.deepEqual(readdirSync(empty), ['.minuano'])
  })

  test('holds the program, its licence and its words, and no sources, tests or data', async () => {
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--dry-run', '--json'], {
      cwd: clone,
      env: hostEnv,
    })
    const [pack] = JSON.parse(stdout) as { files: { path: string }[] }[]
    const paths = pack!.files.map(({ path }) => path)
    for (const path of [
      'dist/main.js',
      'LICENSE',
      'README.md',
      'package.json',
      'minuano.schema.json',
    ]) {
      assert.ok(paths.includes(path), `${path} is missing`)
    }
    const strange = paths.filter(
      (path) =>
        !/^(dist\/|docs\/|LICENSE$|README(\.pt-BR)?\.md$|CHANGELOG\.md$|minuano\.schema\.json$|package\.json$)/.test(
          path,
        ),
    )
    assert.deepEqual(strange, [])
  })
})
