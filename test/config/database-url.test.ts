import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findDatabaseUrlFault, findHttpUrlFault } from '../../src/config/database-url.ts'

const torn = [
  'postgresql://u:p@ss@host/db',
  'postgresql://u:p/ss@host/db',
  'postgresql://u:p#ss@host/db',
  'postgresql://u:p?ss@host/db',
  'postgresql://u:p@ss/w#rd%@host/db',
  'postgresql://u:p@ss/word@host',
  'postgresql://u:p@ss?word@host/db',
  'postgresql://u:p@ss?w=rd@host/db',
  'postgresql://u:p%@host/db',
  'postgresql://u:100%sure@host/db',
  'postgresql://u:12/ss@host/db',
  'postgresql://u:12?ss@host/db',
  'postgresql://u:12?s=s@host/db',
  'postgresql://u:12#ss@host/db',
  'postgresql://u:p@ss#word',
]

const whole = [
  'postgresql://user:pw@host/db?application_name=a@b',
  'postgresql://host/db?options=a@b',
  'postgresql://host/a@b',
  'postgresql:///db?host=/run/postgresql',
  'postgresql://%2Frun%2Fpostgresql/db',
  'postgresql://u:p@[2001:db8::1]:5432/db',
  'postgresql://u:p@host1:5432,host2/db',
  'postgresql://u:p%40%2F%23%3F%25@host/db',
  'postgresql://u:p:q$!*()+~,;=@my_host:5432/db',
  'postgresql://@host/db',
  'postgres://',
]

for (const url of torn) {
  test(`${url} has a character in its password that must be encoded`, () => {
    const fault = findDatabaseUrlFault(url)
    assert.match(fault ?? '', /@ as %40, \/ as %2F, # as %23, \? as %3F, % as %25/)
  })
}

for (const url of whole) {
  test(`${url} is left as it is`, () => assert.equal(findDatabaseUrlFault(url), undefined))
}

test('a URL of HTTP is told apart likewise', () => {
  for (const url of ['u:p@ss@h', 'u:p/ss@h/x', 'u:1/ss@h', 'u:p\\ss@h', 'u:p#ss@h', 'u:p%@h']) {
    assert.match(findHttpUrlFault(`http://${url}`) ?? '', /@ as %40/, url)
  }
  for (const url of ['h:8000', 'u:p%40@h:80/x/', 'h/@x', '[::1]:8000']) {
    assert.equal(findHttpUrlFault(`http://${url}`), undefined, url)
  }
})

test('whatever a password is made of, raw it is found if a client would tear it, encoded it is not', () => {
  const password = fc.string({
    unit: fc.constantFrom('a', 'b', '1', '@', '/', '#', '?', '%', ':', '=', '&'),
    minLength: 1,
  })
  fc.assert(
    fc.property(password, (password) => {
      const encoded = `postgresql://u:${encodeURIComponent(password)}@db.example/data`
      assert.equal(findDatabaseUrlFault(encoded), undefined)
      const raw = `postgresql://u:${password}@db.example/data`
      if (findDatabaseUrlFault(raw) !== undefined || !URL.canParse(raw)) return
      assert.equal(new URL(raw).hostname, 'db.example')
    }),
    { numRuns: 2000 },
  )
})
