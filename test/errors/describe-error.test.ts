import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asMinuanoError, describeError } from '../../src/errors/describe-error.ts'
import { errorKinds } from '../../src/errors/error-codes.ts'
import type { ErrorCode } from '../../src/errors/error-codes.ts'
import { MinuanoError } from '../../src/errors/minuano-error.ts'

const descriptions: readonly [thrown: unknown, text: string][] = [
  [new Error('out of wind'), 'out of wind'],
  [new TypeError(), 'TypeError'],
  ['a text', 'a text'],
  [undefined, 'undefined'],
  [
    new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')]),
    '::1 refused; 127.0.0.1 refused',
  ],
  [new AggregateError([new Error('one')], 'both failed'), 'both failed'],
]

for (const [thrown, text] of descriptions) {
  test(`what was thrown reads "${text}"`, () => {
    assert.equal(describeError(thrown), text)
  })
}

test('an error of ours stays itself; any other is internal and keeps its cause', () => {
  const ours = new MinuanoError('usage', 'no such day')
  assert.equal(asMinuanoError(ours), ours)
  const cause = new RangeError('too far')
  const wrapped = asMinuanoError(cause)
  assert.equal(wrapped.code, 'internal')
  assert.equal(wrapped.message, 'unexpected: too far')
  assert.equal(wrapped.cause, cause)
})

test('an error knows by its code how a command ends, and whether to try again', () => {
  for (const [code, kind] of Object.entries(errorKinds)) {
    const error = new MinuanoError(code as ErrorCode, 'a message')
    assert.equal(error.exit, kind.exit)
    assert.equal(error.retryable, kind.exit === 75)
  }
})
