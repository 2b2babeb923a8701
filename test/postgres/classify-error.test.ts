import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MinuanoError } from '../../src/errors/minuano-error.ts'
import { classifyPostgresError } from '../../src/postgres/classify-error.ts'

const passing: readonly [code: string, what: string][] = [
  ['08000', 'connection exception'],
  ['08006', 'connection failure'],
  ['53100', 'disk full'],
  ['53200', 'out of memory'],
  ['53300', 'too many connections'],
  ['57P01', 'admin shutdown'],
  ['57P02', 'crash shutdown'],
  ['57P03', 'cannot connect now'],
  ['57014', 'canceling statement due to statement timeout'],
  ['40001', 'serialization failure'],
  ['40P01', 'deadlock detected'],
  ['55P03', 'lock not available'],
  ['25P03', 'idle in transaction session timeout'],
  ['ECONNREFUSED', 'connect ECONNREFUSED'],
  ['ECONNRESET', 'read ECONNRESET'],
  ['EPIPE', 'write EPIPE'],
  ['ETIMEDOUT', 'connect ETIMEDOUT'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND db'],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN db'],
]
const lasting: readonly [code: string, what: string][] = [
  ['28P01', 'password authentication failed'],
  ['28000', 'no pg_hba.conf entry'],
  ['3D000', 'database does not exist'],
  ['42P01', 'relation does not exist'],
  ['42703', 'column does not exist'],
  ['42501', 'permission denied'],
  ['42601', 'syntax error'],
  ['23505', 'duplicate key'],
  ['22003', 'numeric value out of range'],
  ['25006', 'cannot execute INSERT in a read-only transaction'],
  ['0A000', 'feature not supported'],
  ['XX000', 'internal error'],
]
const withoutCode: readonly [message: string, isPassing: boolean][] = [
  ['Connection terminated unexpectedly', true],
  ['Connection terminated due to connection timeout', true],
  ['timeout expired', true],
  ['Client has encountered a connection error and is not queryable', true],
  ['The server does not support SSL connections', false],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', false],
]

const errorOf = (message: string, code: string) => Object.assign(new Error(message), { code })

for (const [code, what] of passing) {
  test(`${code}, ${what}, is worth a retry`, () => {
    const error = classifyPostgresError(errorOf(what, code), 'Source')
    assert.equal(error.code, 'source-unavailable')
    assert.ok(error.retryable)
    if (code === '53100') {
      assert.match(
        error.message,
        /^the Source has no disk space left: disk full \(53100\)\. Free some/,
      )
    } else assert.equal(error.message, `the Source is not available: ${what} (${code})`)
    assert.equal(classifyPostgresError(errorOf(what, code), 'Target').code, 'target-unavailable')
  })
}

for (const [code, what] of lasting) {
  test(`${code}, ${what}, is for good`, () => {
    const error = classifyPostgresError(errorOf(what, code), 'Target')
    assert.equal(error.code, 'target-refused')
    assert.ok(!error.retryable)
    // A read-only database is told what it may be.
    const advice = code === '25006' ? /^\. It is a standby, or / : /^$/
    const said = `the Target refused: ${what} (${code})`
    assert.ok(error.message.startsWith(said), error.message)
    assert.match(error.message.slice(said.length), advice)
    assert.equal(classifyPostgresError(errorOf(what, code), 'Source').code, 'source-refused')
  })
}

for (const [message, isPassing] of withoutCode) {
  test(`"${message}" is ${isPassing ? 'worth a retry' : 'for good'}`, () => {
    const { retryable } = classifyPostgresError(new Error(message), 'Source')
    assert.equal(retryable, isPassing)
  })
}

test('a host with two addresses that both refuse is worth a retry, and both are told', () => {
  const refusals = ['::1', '127.0.0.1'].map((host) => errorOf(`refused ${host}`, 'ECONNREFUSED'))
  const error = classifyPostgresError(new AggregateError(refusals), 'Source')
  assert.equal(error.code, 'source-unavailable')
  assert.match(error.message, /refused ::1; refused 127\.0\.0\.1 \(ECONNREFUSED\)/)
})

test('an error of ours stays itself; of any other the cause is kept', () => {
  const ours = new MinuanoError('source-timeout', 'too slow')
  assert.equal(classifyPostgresError(ours, 'Source'), ours)
  const cause = errorOf('deadlock detected', '40P01')
  assert.equal(classifyPostgresError(cause, 'Target').cause, cause)
})
