import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { redact } from '../../src/log/redact.ts'

const cases: readonly [text: string, redacted: string][] = [
  ['postgresql://user:secret@host:5432/db', 'postgresql://user:***@host:5432/db'],
  ['postgresql://user:se@cret@host/db', 'postgresql://user:***@host/db'],
  ['postgresql://user:se/cr#e?t@host/db', 'postgresql://user:***@host/db'],
  ['postgresql://user@server:se@cret@host/db', 'postgresql://user@server:***@host/db'],
  ['postgresql://user:se:cret@host/db', 'postgresql://user:***@host/db'],
  ['postgresql://:secret@host/db', 'postgresql://:***@host/db'],
  ['postgresql+psycopg://user:secret@host/db', 'postgresql+psycopg://user:***@host/db'],
  ['https://key:secret@host', 'https://key:***@host'],
  [
    'postgresql:///db?user=u&password=secret&host=/run',
    'postgresql:///db?user=u&password=***&host=/run',
  ],
  ['postgresql://host/db?sslpassword=secret', 'postgresql://host/db?sslpassword=***'],
  ['a://u:one@h/d and b://v:two@h/d', 'a://u:***@h/d and b://v:***@h/d'],
  ['a://u:one@h/d,b://v:two@h/d', 'a://u:***@h/d,b://v:***@h/d'],
  ['{"url":"postgresql://u:secret@h/d"}', '{"url":"postgresql://u:***@h/d"}'],
]

for (const [text, redacted] of cases) {
  test(`"${redacted}" is what may be printed`, () => {
    assert.equal(redact(text), redacted)
  })
}

test('text without a password stays as it is', () => {
  for (const text of [
    'postgresql://user@host:5432/db',
    'http://127.0.0.1:8000/docs',
    'mail to someone@example.org at 12:30',
    'minuano: CONNECTOR_PORT: "70000" is not allowed',
    'http://127.0.0.1:8000/data?start=2025-01-01T00:00:00Z',
  ]) {
    assert.equal(redact(text), text)
  }
})

test('no password that a URL can hold is left', () => {
  const password = fc.string({ minLength: 8 }).map((text) => encodeURIComponent(`${text}!?@:/`))
  fc.assert(
    fc.property(password, (secret) => {
      const text = `cannot connect to postgresql://user:${secret}@host:5432/db: refused`
      assert.equal(redact(text), 'cannot connect to postgresql://user:***@host:5432/db: refused')
    }),
  )
})

test('a word of many pages is read once, not once from each of its letters', () => {
  const word = '1'.repeat(300_000)
  const before = process.cpuUsage()
  assert.equal(redact(`${word} a://u:one@h`), `${word} a://u:***@h`)
  // From each letter it takes minutes of the processor, however busy it is.
  assert.ok(process.cpuUsage(before).user < 2e6)
})
