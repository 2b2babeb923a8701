import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { errorKinds } from '../../src/errors/error-codes.ts'
import { remedies } from '../../src/errors/remedies.ts'

interface Documented {
  readonly code: string
  readonly exit: string
  readonly status: string
  readonly when: string
  readonly whatToDo: string
}

/** The rows of the page's table of codes. */
function readPage(): Documented[] {
  const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  return page.split('\n').flatMap((line) => {
    const [, name, exit, status, when, whatToDo] = line.split('|').map((cell) => cell.trim())
    const code = /^`([a-z-]+)`$/.exec(name ?? '')?.[1]
    if (code === undefined) return []
    return [{ code, exit: exit!, status: status!, when: when!, whatToDo: whatToDo! }]
  })
}

const page = readPage()
const codes = Object.keys(errorKinds)

test('docs/errors.md lists every code, and no other', () => {
  const documented = page.map(({ code }) => code)
  const missing = codes.filter((code) => !documented.includes(code))
  const unknown = documented.filter((code) => !codes.includes(code))
  assert.deepEqual({ missing, unknown }, { missing: [], unknown: [] })
  assert.deepEqual(documented, codes, 'in the order of src/errors/error-codes.ts, each once')
})

for (const [code, kind] of Object.entries<{ exit: number; status?: number; when: string }>(
  errorKinds,
)) {
  test(`docs/errors.md says of ${code} what the code does, and what to do`, () => {
    const row = page.find((row) => row.code === code)
    assert.ok(row, `docs/errors.md has no row for ${code}`)
    assert.equal(row.exit, String(kind.exit))
    assert.equal(row.status, String(kind.status ?? ''))
    assert.equal(row.when, kind.when)
    assert.match(row.whatToDo, /^[A-Z`].{10,}\.$/)
  })
}

test('the program says to do about an error what docs/errors.md says', () => {
  assert.deepEqual(
    Object.entries(remedies),
    page.map(({ code, whatToDo }) => [code, whatToDo]),
  )
})

test('what is worth a retry to a command is a 503 or 429 to a client, and only that', () => {
  for (const [code, kind] of Object.entries<{ exit: number; status?: number }>(errorKinds)) {
    if (kind.status === undefined) continue
    assert.equal(kind.status === 503 || kind.status === 429, kind.exit === 75, code)
  }
})
