import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createLetIn } from '../../src/http/keys/let-in.ts'
import { openKeyFile } from '../../src/http/keys/watch-key-file.ts'
import { runMinuano } from '../support/minuano.ts'

const folder = await mkdtemp(join(tmpdir(), 'minuano-key-'))
after(() => rm(folder, { recursive: true, force: true }))
const emptyFile = async (name: string) => {
  const path = join(folder, name)
  await writeFile(path, '')
  return path
}

describe('minuano key', () => {
  test('makes a key, whose hash alone is in a file for its owner alone', async () => {
    const file = join(folder, 'new')
    const env = { CONNECTOR_API_KEYS_FILE: file }
    const made = await runMinuano(['key', 'create', 'owner-a', '--assets', 'T01,a\\,b'], env)
    assert.equal(made.code, 0, made.stderr)
    const key = made.stdout.trim()
    assert.match(key, /^mnk_[\w-]{43}$/)
    assert.match(made.stderr, /owner-a reads T01, a\\,b; its hash is in/)
    const all = await runMinuano(['key', 'create', 'owner-b', '--json'], env)
    const other = JSON.parse(all.stdout) as { key: string; assets: null }
    assert.equal(other.assets, null)
    const text = await readFile(file, 'utf8')
    assert.match(
      text,
      /^# .*\nowner-a sha256:[0-9a-f]{64} T01,a\\,b\nowner-b sha256:[0-9a-f]{64}\n$/,
    )
    assert.doesNotMatch(text, /mnk_/)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    const letIn = createLetIn([], await openKeyFile(file, 'test'))
    const { name, assets } = letIn(`Bearer ${key}`)
    assert.deepEqual([name, assets], ['owner-a', ['T01', 'a,b']])
    assert.equal(letIn(`Bearer ${other.key}`).assets, undefined)
    assert.throws(() => letIn(`Bearer ${key.slice(1)}`), { code: 'unauthorized' })
    const listed = await runMinuano(['key', 'list'], env)
    assert.equal(
      listed.stdout,
      'name     assets\n-------  ---------\nowner-a  T01, a\\,b\nowner-b  all\n',
    )
  })

  test('takes one out, and leaves the other lines and remarks as they are', async () => {
    const file = await emptyFile('lines')
    const line = (name: string, digit: string) => `${name}   sha256:${digit.repeat(64)} T01\n`
    await writeFile(file, `# mine\n${line('a', '1')}\n${line('b', '2')}# b was here\n`)
    await chmod(file, 0o644)
    const link = join(folder, 'link')
    await symlink(file, link)
    const { code, stderr } = await runMinuano(['key', 'revoke', 'b', '--file', link])
    assert.equal(code, 0, stderr)
    assert.equal(await readFile(file, 'utf8'), `# mine\n${line('a', '1')}\n# b was here\n`)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.deepEqual(
      (await readdir(folder)).filter((name) => /lock|tmp/.test(name)),
      [],
    )
  })

  const wrong: readonly [args: string[], says: RegExp, env?: Record<string, string>][] = [
    [['create', 'a/b', '--file', 'FILE'], /the name "a\/b" is not allowed/],
    [['create', 'twice', '--file', 'FILE'], /there is a key of twice already/],
    [['create', 'x', '--file', 'FILE', '--assets', 'T01,,T02'], /--assets: .*names separated/],
    [['create', 'x'], /which file\? Give --file, or set CONNECTOR_API_KEYS_FILE or PAGE_API/],
    [
      ['create', 'x'],
      /Give --file one \(the Connector’s\) or --file two \(the page’s\)/,
      { CONNECTOR_API_KEYS_FILE: 'one', PAGE_API_KEYS_FILE: 'two' },
    ],
    [['revoke', 'nobody', '--file', 'FILE'], /has no key of "nobody"; it has twice/],
    [['list', '--file', '/no/such/file'], /--file: \/no\/such\/file: .*no such file/],
    [['create', 'x', '--file', 'BROKEN'], /--file: .*line 1 is not a name/],
  ]
  for (const [args, says, env] of wrong) {
    test(`${args.join(' ')} changes nothing, exits 2 and says why`, async () => {
      const file = join(folder, 'wrong')
      const text = `twice sha256:${'3'.repeat(64)}\n`
      await writeFile(file, text)
      const broken = join(folder, 'broken')
      await writeFile(broken, 'no key\n')
      const words = args.map((word) => ({ FILE: file, BROKEN: broken })[word] ?? word)
      const { code, stdout, stderr } = await runMinuano(['key', ...words], env, folder)
      assert.deepEqual([code, stdout], [2, ''], stderr)
      assert.match(stderr, says)
      assert.equal(await readFile(file, 'utf8'), text)
      assert.equal(await readFile(broken, 'utf8'), 'no key\n')
    })
  }

  test('of several at once one works, and the others are told to try again: no key is lost', async () => {
    const file = join(folder, 'race')
    const names = ['a', 'b', 'c', 'd']
    const ended = await Promise.all(
      names.map((name) => runMinuano(['key', 'create', name, '--file', file])),
    )
    const made = names.filter((_, index) => ended[index]!.code === 0)
    for (const { code, stderr } of ended) {
      if (code !== 0) assert.match(stderr, /another `minuano key` changes these keys/)
    }
    const { keys } = JSON.parse(
      (await runMinuano(['key', 'list', '--json', '--file', file])).stdout,
    ) as { keys: { name: string }[] }
    assert.deepEqual(keys.map(({ name }) => name).sort(), made)
    assert.ok(made.length > 0)
  })
})

test('up wants a key of its own beside a file of keys', async () => {
  const { code, stderr } = await runMinuano(['run', '2025-01-03'], {
    SOURCE_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/x',
    TARGET_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/x',
    CONNECTOR_API_KEYS_FILE: await emptyFile('none'),
  })
  assert.equal(code, 2, stderr)
  assert.match(stderr, /CONNECTOR_API_KEYS_FILE: .*set CONNECTOR_API_KEY too/)
})
