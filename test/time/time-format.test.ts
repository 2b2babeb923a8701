import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatInstant } from '../../src/time/instant.ts'
import { readMonthName } from '../../src/time/month-names.ts'
import { compileTimeFormat } from '../../src/time/time-format.ts'
import { anyInstant } from './time-arbitrary.ts'

const understood: readonly [pattern: string, text: string, local: string, offset?: number][] = [
  ['dd.MM.yy HH:mm', '07.02.24 09:05', '2024-02-07T09:05:00Z'],
  ['dd/MM/yy', '31/12/68', '2068-12-31T00:00:00Z'],
  ['dd/MM/yy', '31/12/69', '1969-12-31T00:00:00Z'],
  ['dd-MMM-yy', '09-FEB-24', '2024-02-09T00:00:00Z'],
  ['d MMMM yyyy H:mm', '9 February 2024 7:05', '2024-02-09T07:05:00Z'],
  ['MMM d, yyyy h:mm:ss a', 'Feb 9, 2024 12:00:01 AM', '2024-02-09T00:00:01Z'],
  ["d 'de' MMMM 'de' yyyy", '9 de março de 2024', '2024-03-09T00:00:00Z'],
  ['dd. MMM yyyy', '09. Dez. 2024', '2024-12-09T00:00:00Z'],
  ['EEE, dd MMM yyyy HH:mm:ss X', 'Fri, 09 Feb 2024 07:00:00 GMT', '2024-02-09T07:00:00Z', 0],
  ['yyyyMMddHHmm[ss]', '202402090705', '2024-02-09T07:05:00Z'],
  ['yyyyMMddHHmm[ss]', '20240209070509', '2024-02-09T07:05:09Z'],
  ['yyyy/MM/dd[ HH:mm[:ss[.S]]]', '2024/02/09', '2024-02-09T00:00:00Z'],
  ['%d/%m/%y %H:%M%z', '09/02/24 07:05-0330', '2024-02-09T07:05:00Z', -12_600_000_000],
  ['dd/MM/yyyy HH:mm', '28/02/2024 24:00', '2024-02-29T00:00:00Z'],
]
for (const [pattern, text, local, offset] of understood) {
  test(`"${text}" as ${pattern} is ${local}${offset === undefined ? '' : ' with its offset'}`, () => {
    const time = compileTimeFormat(pattern)?.(text)
    assert.ok(time !== undefined)
    assert.equal(formatInstant(time.local), local)
    assert.equal(time.offset, offset)
  })
}

const refused: readonly [pattern: string, text: string][] = [
  ['dd/MM/yyyy HH:mm', '28/02/2024 24:30'],
  ['dd/MM/yyyy hh:mm a', '28/02/2024 13:00 PM'],
  ['dd/MM/yyyy hh:mm a', '28/02/2024 00:00 AM'],
  ['dd/MM/yy', '28/02/2024'],
  ['dd-MMM-yyyy', '09-Mon-2024'],
  ['yyyyMMdd', '2024129'],
  ['dd/MM/yyyy HH:mm X', '28/02/2024 10:00 +25'],
]
for (const [pattern, text] of refused) {
  test(`"${text}" is no time as ${pattern}`, () => {
    assert.equal(compileTimeFormat(pattern)?.(text), undefined)
  })
}

test('every month is known by its name in every language that the platform writes alike', () => {
  for (const language of ['en', 'pt', 'es', 'de', 'fr', 'it']) {
    for (const month of ['long', 'short'] as const) {
      for (let number = 1; number <= 12; number++) {
        const name = new Date(2024, number - 1).toLocaleDateString(language, { month })
        assert.equal(readMonthName(name), number, `${name} (${language})`)
      }
    }
  }
})

test('what is written in a pattern of digits is read back', () => {
  const read = compileTimeFormat('yyyyMMddHHmmss.S')!
  fc.assert(
    fc.property(anyInstant, (instant) => {
      fc.pre(instant > -60_000_000_000_000_000)
      const text = formatInstant(instant, 6).replace(/[-T:Z]/g, '')
      assert.equal(read(text)?.local, instant)
    }),
  )
})
