import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nearestName } from '../../src/errors/did-you-mean.ts'

const known = ['wind_speed', 'power', 'ambient_temperature', 'wind_direction']

const cases: readonly [name: string, nearest: string | undefined][] = [
  ['wind_sped', 'wind_speed'],
  ['Wind-Speed', 'wind_speed'],
  ['WINDSPEED', 'wind_speed'],
  ['wnid_speed', 'wind_speed'],
  ['pwr', undefined],
  ['powr', 'power'],
  ['power_mean', 'power'],
  ['ambient', 'ambient_temperature'],
  ['anbient_temprature', 'ambient_temperature'],
  ['wind_dir', 'wind_direction'],
  ['rotor', undefined],
  ['', undefined],
]
for (const [name, nearest] of cases) {
  test(`"${name}" means ${nearest ?? 'none of them'}`, () => {
    assert.equal(nearestName(name, known), nearest)
  })
}

test('the nearest is the one that the whole table of edits gives, where six edits are enough', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 18 })
  fc.assert(
    fc.property(letters, fc.array(letters, { maxLength: 8 }), (name, names) => {
      const distances = names.map((candidate) => {
        const near = Math.min(6, Math.max(1, Math.floor(candidate.length / 3)))
        const distance = plainDistance(name, candidate)
        return distance <= near ? distance : Infinity
      })
      const least = Math.min(...distances)
      const nearest = least === Infinity ? undefined : names[distances.indexOf(least)]
      assert.equal(nearestName(name, names), nearest)
    }),
    { numRuns: 2000 },
  )
})

test('a text of many pages is compared with no name, nor a name with such a text', () => {
  const page = (letter: string) => letter.repeat(15_000)
  const before = process.cpuUsage()
  assert.equal(nearestName(page('x'), [page('y'), page('x')]), undefined)
  assert.equal(nearestName('power', [page('p'), 'powers']), 'powers')
  // The whole table of edits takes 10 seconds and more, of the processor alone, however busy it is.
  assert.ok(process.cpuUsage(before).user < 2e6)
})

/** Levenshtein's distance by its definition; 1 where one begins with the other. */
function plainDistance(one: string, two: string): number {
  if (one === two) return 0
  if (one.startsWith(two) || two.startsWith(one)) return 1
  const table = new Map<string, number>()
  const distance = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j
    const key = `${i} ${j}`
    const seen = table.get(key)
    if (seen !== undefined) return seen
    const found = Math.min(
      distance(i - 1, j) + 1,
      distance(i, j - 1) + 1,
      distance(i - 1, j - 1) + (one[i - 1] === two[j - 1] ? 0 : 1),
    )
    table.set(key, found)
    return found
  }
  return distance(one.length, two.length)
}
