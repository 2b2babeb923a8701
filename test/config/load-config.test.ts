import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Flags } from '../../src/config/load-config.ts'
import type { Setting } from '../../src/config/setting.ts'
import { settings } from '../../src/config/settings.ts'
import type { Config } from '../../src/config/settings.ts'
import { MinuanoError } from '../../src/errors/minuano-error.ts'
import type { Statistic } from '../../src/signal/statistic.ts'

const folder = mkdtempSync(join(tmpdir(), 'minuano-config-'))
after(() => rmSync(folder, { recursive: true }))

function writeSecret(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

function faultsOf(env: Record<string, string>, flags: Flags = {}): string[] {
  try {
    loadConfig(env, flags)
  } catch (error) {
    assert.ok(error instanceof MinuanoError)
    assert.equal(error.code, 'configuration')
    return error.message.split('\n')
  }
  return []
}

const url = 'postgresql://user:hidden@db:5432/target'

test('with nothing set, the defaults are in force and what may be absent is', () => {
  const config = loadConfig({})
  assert.equal(config.timeZone, 'UTC')
  assert.equal(config.connectorPort, 8000)
  assert.equal(config.periodSeconds, 600)
  assert.equal(config.asset, '')
  assert.deepEqual(config.variables, ['wind_speed', 'power'])
  assert.deepEqual(config.statistics, ['mean', 'min', 'max', 'std'])
  assert.equal(config.targetDatabaseUrl, undefined)
  assert.equal(config.connectorApiKey, undefined)
})

test('a flag wins over the environment, the environment over the default', () => {
  const env = { MINUANO_EVERY: '5m', CONNECTOR_PORT: '9000' }
  const config = loadConfig(env, { periodSeconds: '1m' })
  assert.equal(config.periodSeconds, 60)
  assert.equal(config.connectorPort, 9000)
  assert.equal(config.timeZone, 'UTC')
})

test('an empty variable counts as not set; an empty flag does not', () => {
  const config = loadConfig({ MINUANO_EVERY: '', TARGET_DATABASE_URL: '', CONNECTOR_API_KEY: '' })
  assert.equal(config.periodSeconds, 600)
  assert.equal(config.targetDatabaseUrl, undefined)
  assert.equal(config.connectorApiKey, undefined)
  assert.match(faultsOf({}, { periodSeconds: '' })[0] ?? '', /^--every: "" is not allowed/)
})

test('a secret is read from the file that its _FILE names, without the line end', () => {
  const file = writeSecret('target-url', `${url}\n`)
  assert.equal(loadConfig({ TARGET_DATABASE_URL_FILE: file }).targetDatabaseUrl, url)
  const keys = writeSecret('keys', 'first-key,second-key\r\n')
  assert.deepEqual(loadConfig({ CONNECTOR_API_KEY_FILE: keys }).connectorApiKey, [
    'first-key',
    'second-key',
  ])
})

test('a secret that is set itself wins over its file, which is not even opened', () => {
  const env = { TARGET_DATABASE_URL: url, TARGET_DATABASE_URL_FILE: join(folder, 'missing') }
  assert.equal(loadConfig(env).targetDatabaseUrl, url)
})

test('only secrets have a file', () => {
  const file = writeSecret('zone', 'America/Sao_Paulo')
  assert.equal(loadConfig({ MINUANO_TIME_ZONE_FILE: file }).timeZone, 'UTC')
})

test('a file that cannot be read is a fault that names variable and file', () => {
  const file = join(folder, 'missing')
  const [fault] = faultsOf({ TARGET_DATABASE_URL_FILE: file })
  assert.match(fault ?? '', /^TARGET_DATABASE_URL_FILE: cannot read .*missing: ENOENT/)
})

test('every fault is said at once: where the value came from, the value, what is allowed', () => {
  const faults = faultsOf(
    { MINUANO_TIME_ZONE: 'Mars/Base', CONNECTOR_PORT: '70000', MINUANO_VARIABLES: 'a,,b' },
    { periodSeconds: '7m' },
  )
  assert.equal(faults.length, 4)
  for (const expected of [
    /^MINUANO_TIME_ZONE: "Mars\/Base" is not allowed: it must be a time zone .*America\/Sao_Paulo/,
    /^CONNECTOR_PORT: "70000" is not allowed: it must be a port from 0 .* to 65535/,
    /^MINUANO_VARIABLES: "a,,b" is not allowed: it must be names separated by commas/,
    /^--every: "7m" is not allowed: it must be a bin width that divides 60 minutes/,
  ]) {
    assert.ok(
      faults.some((fault) => expected.test(fault)),
      `${String(expected)} in ${faults.join('\n')}`,
    )
  }
})

test('no fault shows a secret, whether it came by variable or by file', () => {
  const secret = 'very hidden'
  const file = writeSecret('secret', secret)
  const secrets = Object.values<Setting<unknown>>(settings).filter((each) => each.secret === true)
  const refused = secrets.filter((each) => each.reader.read(secret) === undefined)
  assert.ok(refused.length >= 3)
  for (const suffix of ['', '_FILE']) {
    const value = suffix === '' ? secret : file
    const env = Object.fromEntries(refused.map(({ env }) => [env + suffix, value]))
    const faults = faultsOf(env)
    assert.equal(faults.length, refused.length)
    for (const fault of faults) {
      assert.match(fault, /^\w+: its value is not allowed: it must be /)
      assert.ok(!fault.includes('hidden'))
    }
  }
})

test('a password that is not encoded is refused, whether it came by variable or by file', () => {
  const secret = 'postgresql://user:very@hid/den@db/x'
  const file = writeSecret('torn', secret)
  for (const env of [{ TARGET_DATABASE_URL: secret }, { TARGET_DATABASE_URL_FILE: file }]) {
    const faults = faultsOf(env)
    assert.equal(faults.length, 1)
    assert.match(faults[0]!, /^TARGET_DATABASE_URL: its user, password or host has .*@ as %40/)
    assert.doesNotMatch(faults[0]!, /very|hid|den/)
  }
})

test('a Connector’s URL that cannot be read is shown without its password', () => {
  for (const url of ['htp://user:hidden@host', 'http://user:hidden@', 'user:hidden@host:80']) {
    const [fault] = faultsOf({ CONNECTOR_URL: url })
    assert.match(fault ?? '', /^CONNECTOR_URL: .*such as http/)
    assert.doesNotMatch(fault ?? '', /hidden/)
  }
  assert.match(faultsOf({ CONNECTOR_URL: 'localhost:8000' })[0] ?? '', /"localhost:8000"/)
})

test('what is in force cannot be changed', () => {
  const config = loadConfig({}) as { timeZone: string }
  assert.throws(() => (config.timeZone = 'Asia/Kathmandu'), TypeError)
})

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

test('each setting has the type that its reader gives, and may be absent only without a default', () => {
  // The type check is the test: a type that differs makes its `true` an error.
  const same: [
    Same<Config['timeZone'], string>,
    Same<Config['targetDatabaseUrl'], string | undefined>,
    Same<Config['periodSeconds'], number>,
    Same<Config['variables'], readonly string[]>,
    Same<Config['statistics'], readonly Statistic[]>,
    Same<Config['sourceColumns'], ReadonlyMap<string, string> | undefined>,
  ] = [true, true, true, true, true, true]
  assert.ok(same.every(Boolean))
})

test('every setting has its own variable and flag, in one form', () => {
  const all = Object.values<Setting<unknown>>(settings)
  const variables = all.map(({ env }) => env)
  const flags = all.flatMap(({ flag }) => (flag === undefined ? [] : [flag.split(' ')[0]!]))
  assert.equal(new Set(variables).size, variables.length)
  assert.equal(new Set(flags).size, flags.length)
  for (const variable of variables) assert.match(variable, /^[A-Z]+(_[A-Z]+)+$/)
  for (const flag of flags) assert.match(flag, /^--[a-z]+(-[a-z]+)*$/)
})

test('every default is a value that its own reader allows', () => {
  for (const { env, fallback, reader } of Object.values<Setting<unknown>>(settings)) {
    if (fallback !== undefined) assert.notEqual(reader.read(fallback), undefined, env)
  }
})

test('no secret has a default or a flag: either would be seen by others on the machine', () => {
  for (const { env, secret, fallback, flag } of Object.values<Setting<unknown>>(settings)) {
    if (secret === true) assert.deepEqual([fallback, flag], [undefined, undefined], env)
  }
})
