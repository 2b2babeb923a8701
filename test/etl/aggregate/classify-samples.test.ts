import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { measureDay } from '../../../src/etl/aggregate/measure-day.ts'
import { labelShift } from '../../../src/etl/shape/sample-label.ts'
import { reasonNumbers } from '../../../src/frame/reasons.ts'
import type { ReasonName } from '../../../src/frame/reasons.ts'
import { classNumbers, sampleClasses } from '../../../src/signal/sample-class.ts'
import type { SampleClassName } from '../../../src/signal/sample-class.ts'
import { settingsFrom } from '../../support/etl.ts'

const day = '2025-01-03'
const midnight = Date.parse(`${day}T00:00:00Z`) * 1000
const minute = 60e6
const [bins, perBin] = [4, 10]
const interval = { start: midnight, end: midnight + bins * perBin * minute }
const sentinel = -7999
const modes = ['default', 'all', 'first', 'last'] as const

interface Row {
  readonly at: number
  readonly value: number
  readonly reason: ReasonName | undefined
  readonly isFrozen: boolean
  readonly isExcluded: boolean
}

interface Day {
  readonly rows: readonly Row[]
  readonly mode: (typeof modes)[number]
  readonly label: 'start' | 'end'
  readonly hasOwnRows: boolean
}

/** A day's samples of one variable, bin by bin: how many of each class, of bins that are whole too. */
async function measure({ rows, mode, label, hasOwnRows }: Day) {
  const settings = settingsFrom({
    // The values are as they come: which of them are frozen is given.
    MINUANO_FROZEN: 'off',
    MINUANO_VARIABLES: 'wind_speed',
    MINUANO_DUPLICATES: mode,
    MINUANO_SAMPLE_LABEL: label,
  })
  const shift = labelShift(label)
  const of = (pick: (row: Row) => boolean) =>
    new Map([['wind_speed', Uint8Array.from(rows, (row) => Number(pick(row)))]])
  const { bins: found, classes } = await measureDay(
    {
      frame: {
        time: Float64Array.from(rows, ({ at }) => midnight + at * minute + shift),
        columns: new Map([['wind_speed', Float64Array.from(rows, ({ value }) => value)]]),
        reasons: new Map([
          [
            'wind_speed',
            Uint8Array.from(rows, ({ reason }) =>
              reason === undefined ? 0 : reasonNumbers[reason],
            ),
          ],
        ]),
      },
      units: new Map(),
      clock: undefined,
      isOrdered: mode === 'first' || mode === 'last',
      hasOwnRows,
      marks: {
        frozen: of(({ isFrozen }) => isFrozen),
        excluded: of(({ isExcluded }) => isExcluded),
      },
    },
    { day, interval, isWhole: true },
    settings,
    settings,
  )
  const { bins: listed, counts } = classes.get('wind_speed')!
  const ofBins = Array.from({ length: bins }, (_, bin) => {
    const at = listed.indexOf(bin)
    const from = at * sampleClasses.length
    return at < 0 ? whole : [...counts.slice(from, from + sampleClasses.length)]
  })
  return { ofBins, listed, used: [...found.counts.get('wind_speed')!] }
}

const whole = sampleClasses.map((_, number) => (number === classNumbers.valid ? perBin : 0))

const doubtful: readonly (string | undefined)[] = ['ambiguous-time', 'nonexistent-time']
const isValue = ({ value }: Row) => Number.isFinite(value)
const isDoubtful = (row: Row) => isValue(row) && doubtful.includes(row.reason)
const isIn = (row: Row) => isValue(row) && row.value !== sentinel
const binOf = ({ at }: Row) => Math.floor(at / perBin)

/** The rules again, by sets and lists: what applies to each row, of which the greatest is its class. */
function model({ rows, mode, hasOwnRows }: Day): number[][] {
  const own = rows.filter((row) => !hasOwnRows || isValue(row) || row.reason !== undefined)
  const given = own.filter(({ isExcluded }) => !isExcluded)
  const doubts = new Set(given.filter((row) => isDoubtful(row) && isIn(row)).map(binOf))
  const groups = [...new Set(given.map(({ at }) => at))]
    .filter((time) => mode !== 'all' && !own.some((row) => row.at === time && isDoubt(row.reason)))
    .map((time) => given.filter(({ at }) => at === time))
  const clashing = groups.filter((group) => {
    const values = new Set(group.filter(isIn).map(({ value }) => value))
    const isOrdered = !group.some((row) => isIn(row) && row.reason === 'unordered-row')
    return values.size > 1 && !(isOrdered && (mode === 'first' || mode === 'last'))
  })
  const conflicts = new Set(clashing.map((group) => binOf(group[0]!)))
  const single = (row: Row): SampleClassName => {
    if (row.isExcluded) return 'excluded'
    if (!isValue(row)) {
      if (row.reason === 'bad-quality') return 'bad_quality'
      return row.reason === 'state' || row.reason === 'no-number' ? 'no_number' : 'missing'
    }
    if (isDoubtful(row)) return 'ambiguous'
    if (row.value === sentinel) return 'out_of_range'
    if (row.isFrozen) return 'frozen'
    return row.reason === 'uncertain-quality' ? 'uncertain_quality' : 'valid'
  }
  const number = (row: Row) => classNumbers[single(row)]
  const applying = new Map(own.map((row) => [row, [number(row)]]))
  for (const group of groups) {
    const ofValues = group.filter(isIn)
    const anyValues = ofValues.length > 0 ? ofValues : group.filter(isValue)
    const best = anyValues.toSorted((a, b) => number(a) - number(b))[0]
    const most = group.toSorted((a, b) => number(b) - number(a))[0]
    const [first, last] = [ofValues[0], ofValues.at(-1)]
    const stands = (mode === 'first' ? first : mode === 'last' ? last : undefined) ?? best ?? most
    for (const row of group) {
      if (clashing.includes(group)) {
        applying.get(row)!.push(isIn(row) ? classNumbers.conflicting : classNumbers.duplicate)
      } else if (row !== stands) applying.get(row)!.push(classNumbers.duplicate)
    }
  }
  for (const [row, numbers] of applying) {
    const isSample = Math.max(...numbers) <= classNumbers.frozen
    if (conflicts.has(binOf(row)) && isSample) numbers.push(classNumbers.conflicting)
    const isLeft = isSample || numbers.includes(classNumbers.conflicting)
    if (doubts.has(binOf(row)) && isLeft) numbers.push(classNumbers.ambiguous)
  }
  return Array.from({ length: bins }, (_, bin) => {
    const counts = sampleClasses.map(() => 0)
    const ofBin = own.filter((row) => binOf(row) === bin)
    for (const row of ofBin) counts[Math.max(...applying.get(row)!)]!++
    const places = mode === 'all' ? ofBin.length : new Set(ofBin.map(({ at }) => at)).size
    counts[classNumbers.missing]! += Math.max(0, perBin - places)
    return counts
  })
}

function isDoubt(reason: ReasonName | undefined): boolean {
  return doubtful.includes(reason)
}

const mostly = <T>(usual: T, weight: number, ...others: T[]) =>
  fc.oneof(
    { weight, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  )

const someRow: fc.Arbitrary<Row> = fc
  .record({
    at: fc.oneof(
      fc.integer({ min: 0, max: bins * perBin - 1 }),
      fc.integer({ min: 0, max: bins * perBin * 2 - 1 }).map((half) => half / 2),
    ),
    value: mostly(1, 2, 1, 2, sentinel, NaN),
    withValue: mostly<ReasonName | undefined>(
      undefined,
      4,
      'uncertain-quality',
      'substituted',
      'ambiguous-time',
      'nonexistent-time',
      'unordered-row',
    ),
    without: fc.constantFrom<(ReasonName | undefined)[]>(
      undefined,
      'no-value',
      'bad-quality',
      'no-number',
      'state',
    ),
    isFrozen: mostly(false, 4, true),
    isExcluded: mostly(false, 6, true),
  })
  .map(({ withValue, without, ...row }) => ({
    ...row,
    reason: Number.isFinite(row.value) ? withValue : without,
  }))

const usual = { value: 1, reason: undefined, isFrozen: false, isExcluded: false }
const wholeRows = () => Array.from({ length: bins * perBin }, (_, at): Row => ({ at, ...usual }))

const someDay: fc.Arbitrary<Day> = fc.record({
  rows: fc
    .tuple(fc.array(someRow, { maxLength: 30 }), fc.boolean(), fc.boolean())
    .map(([rows, isWhole, isTwice]) =>
      [...(isWhole ? wholeRows() : []), ...(isTwice ? wholeRows() : []), ...rows].sort(
        (a, b) => a.at - b.at,
      ),
    ),
  mode: fc.constantFrom(...modes),
  label: fc.constantFrom('start', 'end'),
  hasOwnRows: fc.boolean(),
})

describe('each sample', () => {
  test('is in just one class, which a plain model finds by the priority, of any rows', async () => {
    let measured = 0
    await fc.assert(
      fc.asyncProperty(someDay, async (given) => {
        const found = await measure(given).catch((error: unknown) => {
          // Rows that differ as a rule are refused.
          assert.equal((error as { code?: unknown }).code, 'conflicting-rows')
        })
        if (found === undefined) return
        measured++
        const expected = model(given)
        assert.deepEqual(found.ofBins, expected)
        // What the statistics are made of, of each bin.
        const used = [classNumbers.valid, classNumbers.uncertain_quality, classNumbers.frozen]
        assert.deepEqual(
          found.used,
          expected.map((counts) => used.reduce((sum, number) => sum + counts[number]!, 0)),
        )
        const notWhole = expected.flatMap((counts, bin) =>
          counts.join() === whole.join() ? [] : [bin],
        )
        assert.deepEqual(found.listed, notWhole)
      }),
      { numRuns: 1500 },
    )
    assert.ok(measured > 500, `${measured} days were measured`)
  })
})
