import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConnectionSettings } from '../../src/postgres/connection-settings.ts'

const serversOf = (url: string) =>
  readConnectionSettings(url).servers.map(({ host, port }) => `${host}|${port}`)

/** Reads a URL with these variables set. */
function withVariables<T>(variables: Record<string, string>, read: () => T): T {
  const before = { ...process.env }
  Object.assign(process.env, variables)
  try {
    return read()
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = before[name]
    }
  }
}

const hosts: [string, string[]][] = [
  ['postgresql://h/d', ['h|5432']],
  ['postgresql://u:p@h1:5433,h2:5434/d', ['h1|5433', 'h2|5434']],
  ['postgresql://h1:5433,h2/d', ['h1|5433', 'h2|5432']],
  ['postgresql://h1,h2/d?port=5433', ['h1|5433', 'h2|5433']],
  ['postgresql://[2001:db8::1]:5433/d', ['2001:db8::1|5433']],
  ['postgresql://[2001:db8::1]/d', ['2001:db8::1|5432']],
  ['postgresql:///d?host=/run/postgresql', ['/run/postgresql|5432']],
  ['postgresql://%2Frun%2Fpostgresql:5433/d', ['/run/postgresql|5433']],
  ['postgresql:///d', ['|5432']],
]
for (const [url, expected] of hosts) {
  test(`${url} leads to ${expected.join(' and ')}`, () =>
    assert.deepEqual(serversOf(url), expected))
}

test('user, password and database are decoded once', () => {
  const { user, password, database } = readConnectionSettings('postgresql://a%40b:%25%2F+:@h/d%20e')
  assert.deepEqual([user, password, database], ['a@b', '%/+:', 'd e'])
})

test('the environment says what the URL does not', () => {
  const variables = { PGHOST: '/sock', PGPORT: '6000', PGUSER: 'eve', PGSSLMODE: 'require' }
  withVariables(variables, () => {
    const { servers, user, sslMode } = readConnectionSettings('postgresql:///d')
    assert.deepEqual(servers, [{ host: '/sock', port: 6000 }])
    assert.deepEqual([user, sslMode], ['eve', 'require'])
    const own = readConnectionSettings('postgresql://u@h:7/d?sslmode=disable')
    assert.deepEqual(own.servers, [{ host: 'h', port: 7 }])
    assert.deepEqual([own.user, own.sslMode], ['u', 'disable'])
  })
})

const refused: [string, RegExp][] = [
  ['postgresql://h/d?sslmode=no-verify', /sslmode .*"no-verify".* require, .*is require\)/],
  ['postgresql://h/d?sslmode=Require', /sslmode .*"Require"/],
  ['postgresql://h/d?target_session_attrs=master', /target_session_attrs/],
  ['postgresql://h/d?sslcrl=/x', /"sslcrl" .*not understood/],
  ['postgresql://h/d?channel_binding=require', /"channel_binding"/],
  ['postgresql://h/d?sslrootcert=system&sslmode=require', /verify-full alone/],
  ['postgresql://a,b/d?port=1,2,3', /2 hosts and 3 ports/],
  ['postgresql://h/d?connect_timeout=soon', /connect_timeout/],
  ['postgresql://h/d?sslmode=requir', /must be one of .*; did you mean require\?/],
  ['postgresql://h/d?ssmode=require', /"ssmode" .*; did you mean sslmode\?/],
  ['postgresql://h/d?ssl=false', /"ssl" .*; did you mean sslmode\?/],
  ['postgresql://h/d?connect_timeot=3', /did you mean connect_timeout\?/],
]
for (const [url, message] of refused) {
  test(`${url} is refused rather than half followed`, () =>
    assert.throws(() => readConnectionSettings(url), { code: 'configuration', message }))
}

test('with the public authorities of the system, the whole certificate is verified', () => {
  const { sslMode } = readConnectionSettings('postgresql://h/d?sslrootcert=system')
  assert.equal(sslMode, 'verify-full')
})
