import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { acceptsGzip } from '../../../src/http/compression/accepts-gzip.ts'

describe('Accept-Encoding', () => {
  for (const [header, accepts] of [
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['GZIP', true],
    ['x-gzip', true],
    ['gzip, deflate, br, zstd', true],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', true],
    ['*', true],
    ['*;q=0', false],
    ['*, gzip;q=0', false],
    ['gzip;q=0', false],
    ['gzip ; q=0.000', false],
    ['gzip;q=1, *;q=0', true],
    ['identity', false],
    ['identity, gzip;q=0.5', false],
    ['identity;q=0.5, gzip', true],
    ['identity;q=0', false],
    ['br, zstd', false],
    ['gzip;q=much', false],
    ['gzip;q=2', false],
    ['gzipped', false],
  ] as const) {
    test(`${header ?? 'nothing'} ${accepts ? 'takes' : 'does not take'} gzip`, () => {
      assert.equal(acceptsGzip(header), accepts)
    })
  }
})
