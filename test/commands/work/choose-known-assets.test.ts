import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseKnownAssets } from '../../../src/commands/work/choose-known-assets.ts'

const known = ['T01', 'north-T01', 'north-T02']

test('a plant’s assets are those that begin with its prefix, named without it', () => {
  const north = { assetPrefix: 'north-', assets: undefined }
  assert.deepEqual(chooseKnownAssets(known, north), ['north-T01', 'north-T02'])
  assert.deepEqual(chooseKnownAssets(known, { ...north, assets: ['T02'] }), ['north-T02'])
})

test('a name that has the prefix already is refused with how it is written', () => {
  const given = { assetPrefix: 'north-', assets: ['north-T01'] }
  assert.throws(() => chooseKnownAssets(known, given), {
    code: 'unknown-asset',
    message:
      /^the Target knows no asset north-north-T01; it knows north-T01, north-T02\. Assets are given .* without the prefix "north-", /,
  })
  const other = { assetPrefix: 'north-', assets: ['T09'] }
  assert.throws(() => chooseKnownAssets(known, other), { message: / north-T02$/ })
})
