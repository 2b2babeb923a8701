import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOnThisMachine } from '../../../src/http/compression/is-on-this-machine.ts'

for (const [address, isNear] of [
  ['127.0.0.1', true],
  ['127.9.8.7', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  [undefined, true],
  ['12.7.0.1', false],
  ['192.0.2.127', false],
  ['::ffff:192.0.2.1', false],
  ['fe80::127.0.0.1', false],
  ['::127', false],
] as const) {
  test(`${address ?? 'a peer without an address'} is ${isNear ? '' : 'not '}of this machine`, () => {
    assert.equal(isOnThisMachine(address), isNear)
  })
}
