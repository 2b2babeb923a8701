import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shownUrl } from '../../src/config/shown-url.ts'

describe('a URL that is shown', () => {
  for (const [url, shown] of [
    ['postgresql://etl:s3cret@host:5432/target', 'postgresql://etl@host:5432/target'],
    [
      'postgresql://etl:a@b:c@one:1,two:2/wind?sslmode=require',
      'postgresql://etl@one:1,two:2/wind',
    ],
    [
      'postgresql:///wind?host=/run/postgresql&password=s3cret&user=etl&sslpassword=s3cret',
      'postgresql:///wind?host=/run/postgresql&user=etl',
    ],
    ['http://connector:8080', 'http://connector:8080'],
    ['https://key:s3cret@connector/base/?key=s3cret#s3cret', 'https://connector/base'],
    ['https://s3cret@connector', 'https://connector'],
    ['s3cret', '(a URL that cannot be read)'],
  ] as const) {
    test(`${url} is ${shown}`, () => assert.equal(shownUrl(url), shown))
  }
})
