import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { makeSecrets, readSecrets } from '../../deploy/secrets.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { mountsOf, serviceOf, services } from './compose-file.ts'

/** Each volume's folder under the one that the maker of the secrets writes to. */
const folderOf = new Map(
  [...mountsOf(serviceOf('secrets'))].map(([path, volume]) => [
    volume,
    path.replace('/secrets/', ''),
  ]),
)

describe('the secrets of compose.yaml', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minuano-secrets-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  const read = (name: string) => readFileSync(join(folder, name), 'utf8').trim()

  /** All that a service can read under `/run/minuano`. */
  const readableBy = (service: string): string => {
    const volume = mountsOf(serviceOf(service)).get('/run/minuano')
    const prefix = join(folder, folderOf.get(volume ?? '')!, '/')
    const texts = files().filter((file) => file.startsWith(prefix))
    assert.ok(texts.length > 0, service)
    return texts.map((file) => readFileSync(file, 'utf8')).join('')
  }

  test('are made once: again, not a file changes', () => {
    makeSecrets(folder)
    const look = () =>
      files().map((file) => [file, statSync(file).ino, statSync(file).mtimeMs, readFileSync(file)])
    const before = look()
    makeSecrets(folder)
    assert.deepEqual(look(), before)
    assert.equal(before.length, 16)
    assert.equal(new Set(Object.values(readSecrets(folder))).size, 8)
  })

  test('are whole and agree when several make them at once', async () => {
    const script = fileURLToPath(new URL('../../deploy/make-secrets.ts', import.meta.url))
    const makers = [1, 2, 3].map(() => spawn(process.execPath, [script, folder]))
    const exits = await Promise.all(makers.map((maker) => once(maker, 'exit')))
    assert.deepEqual(exits, [
      [0, null],
      [0, null],
      [0, null],
    ])
    const { sourceOwner, connector, targetOwner, etl, apiKey, dagster, redis } = readSecrets(folder)
    assert.equal(new URL(read('source-owner/url')).password, sourceOwner)
    assert.equal(new URL(read('connector/source-url')).password, connector)
    assert.equal(new URL(read('target-owner/url')).password, targetOwner)
    assert.equal(new URL(read('etl/target-url')).password, etl)
    assert.equal(read('etl/api-key'), apiKey)
    assert.equal(new URL(read('dagster/storage-url')).password, dagster)
    assert.equal(new URL(read('dagster/redis-url')).password, redis)
    assert.equal(read('redis/redis.conf'), `requirepass ${redis}`)
    assert.equal(files().length, 16)
  })

  test('a lost URL comes back with the password that its database knows', () => {
    makeSecrets(folder)
    const url = read('etl/target-url')
    rmSync(join(folder, 'etl'), { recursive: true })
    makeSecrets(folder)
    assert.equal(read('etl/target-url'), url)
  })

  test('can be read by their owner and group alone', () => {
    makeSecrets(folder)
    for (const file of files()) assert.equal(statSync(file).mode & 0o777, 0o440, file)
  })

  test('are files where the settings of each service look for them, of a form that they take', () => {
    makeSecrets(folder)
    let count = 0
    for (const [name, service] of services) {
      for (const [variable, path] of Object.entries(service.environment ?? {})) {
        if (!variable.endsWith('_FILE')) continue
        const volume = mountsOf(service).get(dirname(path))
        const file = path.replace(dirname(path), join(folder, folderOf.get(volume ?? '') ?? '?'))
        assert.ok(files().includes(file), `${name}: ${variable}`)
        if (!/^(POSTGRES|DAGSTER)_/.test(variable)) loadConfig({ [variable]: file })
        count++
      }
    }
    assert.equal(count, 27)
  })

  test('of the Source are out of reach of all but the Source’s own services and the Connector', () => {
    makeSecrets(folder)
    const { sourceOwner, connector, targetOwner, etl } = readSecrets(folder)
    const others = [
      'etl',
      'target-init',
      'target-db',
      'dagster-code',
      'dagster-worker',
      'dagster-db',
    ]
    for (const name of [...others, 'redis']) {
      const text = readableBy(name)
      assert.ok(!text.includes(sourceOwner) && !text.includes(connector), name)
    }
    for (const name of ['connector', 'source-init', 'source-seed', 'source-db']) {
      const text = readableBy(name)
      assert.ok(!text.includes(targetOwner) && !text.includes(etl), name)
    }
    assert.ok(!readableBy('connector').includes(sourceOwner))
    assert.ok(!readableBy('etl').includes(targetOwner))
    assert.ok(!readableBy('dagster-worker').includes(targetOwner))
  })

  test('are shown to a person as settings for this machine’s ports', async () => {
    makeSecrets(folder)
    const script = fileURLToPath(new URL('../../deploy/show-secrets.ts', import.meta.url))
    const env = { SOURCE_DB_PORT: '', TARGET_DB_PORT: '6434' }
    const child = spawn(process.execPath, [script, folder], { env })
    let shown = ''
    child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()))
    await once(child, 'close')
    const lines = shown.trim().split('\n')
    const config = loadConfig(
      Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      ),
    )
    const { sourceOwner, etl, apiKey } = readSecrets(folder)
    assert.equal(
      config.sourceDatabaseUrl,
      `postgresql://source_owner:${sourceOwner}@127.0.0.1:5433/source`,
    )
    assert.equal(config.targetDatabaseUrl, `postgresql://etl:${etl}@127.0.0.1:6434/target`)
    assert.equal(config.connectorUrl, 'http://127.0.0.1:8000')
    assert.deepEqual(config.connectorApiKey, [apiKey])
  })
})
