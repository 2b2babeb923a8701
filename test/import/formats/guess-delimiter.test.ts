import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guessDelimiter } from '../../../src/import/formats/guess-delimiter.ts'

test('the delimiter is what the header line has most of, outside quotes', () => {
  assert.equal(guessDelimiter('time,wind', false), ',')
  assert.equal(guessDelimiter('time;wind, mean;power', false), ';')
  assert.equal(guessDelimiter('time\twind, mean\tpower; net', false), '\t')
  assert.equal(guessDelimiter('"a;b;c;d",wind', false), ',')
  assert.equal(guessDelimiter('time;wind, mean, 10 min, 80 m', true), ';')
})
