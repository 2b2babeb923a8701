import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { formatKeyLine, isKeyName, parseKeyLines } from '../../../src/http/keys/key-lines.ts'

const hash = 'ab'.repeat(32)
const other = 'cd'.repeat(32)

test('a key that was written is read as it was, whatever its assets are called', () => {
  const name = fc.string({ minLength: 1, maxLength: 64 }).filter(isKeyName)
  const asset = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 20 })
    .filter((text) => !/[\r\n]/.test(text) && text.trim() === text)
  const odd = fc.constantFrom('a,b', '\\', ' spaced ', 'x\\', '"q"', 'sha256:0', '#', 'T 01')
  const assets = fc.option(fc.uniqueArray(fc.oneof(asset, odd), { minLength: 1, maxLength: 5 }), {
    nil: undefined,
  })
  fc.assert(
    fc.property(name, assets, (of, own) => {
      const key = { name: of, hash, assets: own }
      assert.deepEqual(parseKeyLines(`${formatKeyLine(key)}\n`), [key])
    }),
  )
})

test('remarks, empty lines and line ends of Windows are no keys', () => {
  const text = `# who\r\n\r\n  owner-a   sha256:${hash.toUpperCase()}   T01 , T02\r\n\tall sha256:${other}  \r\n`
  assert.deepEqual(parseKeyLines(text), [
    { name: 'owner-a', hash, assets: ['T01', 'T02'] },
    { name: 'all', hash: other, assets: undefined },
  ])
})

describe('a file of keys is refused', () => {
  const cases: readonly [what: string, text: string, says: RegExp][] = [
    ['whose last line does not end', `a sha256:${hash} T01,T0`, /^line 1 does not end/],
    ['with a line that is no key', `\na ${hash}\n`, /^line 2 is not a name, then sha256:/],
    ['with half a hash', `a sha256:${hash.slice(1)}\n`, /^line 1 has a hash that is not 64/],
    ['with a strange name', `a/b sha256:${hash}\n`, /^line 1 has the name "a\/b"/],
    ['with an empty name of an asset', `a sha256:${hash} T01,\n`, /^line 1 has assets that/],
    ['with an asset twice', `a sha256:${hash} T01,T01\n`, /^line 1 has assets that/],
    [
      'with a name twice',
      `a sha256:${hash}\n\na sha256:${other}\n`,
      /^line 3 has the name a a second time/,
    ],
    [
      'with a key twice, once for all assets',
      `a sha256:${hash} T01\nb sha256:${hash}\n`,
      /^line 2 has the key of a a second time/,
    ],
  ]
  for (const [what, text, says] of cases) {
    test(what, () => {
      assert.throws(
        () => parseKeyLines(text),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'configuration')
          assert.match(error.message, says)
          assert.doesNotMatch(error.message, /abab/)
          return true
        },
      )
    })
  }
})
