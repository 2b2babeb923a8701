import assert from 'node:assert/strict'
import { test } from 'node:test'
import { childEnvironment } from '../../src/config/environment.ts'
import { settings } from '../../src/config/settings.ts'

test('a child process is given what is named, and no setting of its parent', () => {
  const secrets = Object.values(settings).flatMap(({ env }) => [env, `${env}_FILE`])
  const before = { ...process.env }
  try {
    for (const name of secrets) process.env[name] = 'not for everyone'
    const given = childEnvironment({
      TARGET_DATABASE_URL: 'postgresql://h/d',
      CONNECTOR_URL: undefined,
    })
    assert.equal(given['TARGET_DATABASE_URL'], 'postgresql://h/d')
    assert.equal(given['PATH'], before['PATH'])
    assert.ok(!('CONNECTOR_URL' in given))
    assert.ok(!Object.values(given).includes('not for everyone'))
  } finally {
    for (const name of secrets) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = before[name]
    }
  }
})
