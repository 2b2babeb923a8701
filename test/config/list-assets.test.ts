import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assetNames } from '../../src/config/asset-readers.ts'
import { listAssets } from '../../src/config/list-assets.ts'
import { describeOtherAssets } from '../../src/commands/words/describe-assets.ts'
import { chooseKnownAssets } from '../../src/commands/work/choose-known-assets.ts'

test('assets are named so that --assets takes them back', () => {
  for (const names of [
    ['T01', 'T02'],
    ['WTG,02', 'T01'],
    ['back\\slash', ' space at its ends '],
    ['WTG "2"', 'Ostfeld Ü', '風車'],
  ]) {
    assert.deepEqual(assetNames.read(listAssets(names, 20)), names)
  }
  assert.equal(listAssets(['a', 'b,c', 'd'], 2), 'a, b\\,c and 1 more')
})

test('a name that a terminal would obey, or that is long, is quoted and cut', () => {
  assert.equal(listAssets(['a\nb'], 20), '"a\\nb"')
  assert.equal(listAssets(['x'.repeat(90)], 20), `"${'x'.repeat(80)}…" (90 characters)`)
})

test('messages of the Target’s assets name them so, with the flag that takes them', () => {
  assert.throws(() => chooseKnownAssets(['T01', 'WTG,02'], { assets: ['T9'], assetPrefix: '' }), {
    message: 'the Target knows no asset T9; it knows T01, WTG\\,02',
  })
  assert.equal(
    describeOtherAssets('', ['WTG,02']),
    "the Target holds nothing without an asset, but asset WTG\\,02: --assets 'WTG\\,02'",
  )
  assert.match(describeOtherAssets('', ['T01']) ?? '', /but asset T01: --asset T01$/)
})
