import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { crc32 } from 'node:zlib'
import { createArrowEncoder } from '../../src/frame/arrow/arrow-encoder.ts'
import { reasonNumbers } from '../../src/frame/reasons.ts'
import { addDays } from '../../src/time/day.ts'
import { parseTime } from '../../src/time/parse-time.ts'
import { atEnd } from '../support/at-end.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestTarget } from '../support/target.ts'

const first = '2025-01-03'
const last = addDays(first, 4)
const texts = { 'Bad Input': 7, 'No\nData': 4, other: 1 }

/**
 * A Connector of minutes of power, of assets where these are given, whose every day begins with 12 texts and 3 values
 * that somebody set. `answerTexts`: what it says of them, or that it does not know such a parameter.
 */
async function serve(answerTexts: object | undefined, assets?: readonly string[]) {
  const asked: URLSearchParams[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url!, 'http://connector')
    const json = (answer: object, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    if (pathname === '/data') return response.end(Buffer.concat(rows(query, assets)))
    if (pathname === '/assets' && assets !== undefined) {
      return json({ assets: assets.map((asset) => ({ asset, first: `${first}T00:00:00Z` })) })
    }
    if (pathname === '/variables') {
      return json({ first: `${first}T00:00:00Z`, last: `${last}T23:59:00Z`, variables: [] })
    }
    if (pathname !== '/inventory') return json({}, 404)
    if (query.get('texts') === 'true') {
      asked.push(query)
      if (answerTexts === undefined) return json({ code: 'unknown-parameter' }, 422)
    }
    const day = query.get('start')!.slice(0, 10)
    const days = [{ day, rows: 1440, variables: { power: { values: 1428, texts: answerTexts } } }]
    const found = assets === undefined ? { days } : { assets: [{ asset: assets[0], days }] }
    return json({ variables: [], ...found })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

function rows(query: URLSearchParams, assets: readonly string[] | undefined): Uint8Array[] {
  const [start, end] = ['start', 'end'].map((name) => parseTime(query.get(name)!, 'UTC')!)
  const time = new Float64Array((end! - start!) / 60e6).map((_, minute) => start! + minute * 60e6)
  const power = time.map((_, row) => (row % 1440 < 12 ? NaN : 5))
  const reasons = Uint8Array.from(time, (_, row) => {
    const minute = row % 1440
    if (minute < 15 && minute >= 12) return reasonNumbers.substituted
    return minute < 10 ? reasonNumbers['no-number'] : minute < 12 ? reasonNumbers.state : 0
  })
  const layout = { timeName: 'timestamp', timeDigits: 0, columns: ['power'] } as const
  const encoder = createArrowEncoder({ ...layout, assets, reasons: ['power'] }, crc32)
  const frame = {
    time,
    columns: new Map([['power', power]]),
    reasons: new Map([['power', reasons]]),
  }
  const begin = encoder.start().slice()
  const batches = (assets ?? [undefined]).map((asset) => encoder.rows(frame, asset).slice())
  return [begin, ...batches, encoder.end(time.length * batches.length)]
}

async function minuano(url: string, ...args: string[]) {
  const { url: target } = await createTestTarget()
  const env = { CONNECTOR_URL: url, TARGET_DATABASE_URL: target, MINUANO_VARIABLES: 'power' }
  return runMinuano(args, env)
}

describe('texts in place of numbers', () => {
  const said = 'power: 12 samples are no number: “Bad Input” 7, “No Data” 4, other texts 1'

  test('are named by run, with the counts of what the Source says', async () => {
    const { url, asked } = await serve(texts)
    const { code, stdout, stderr } = await minuano(url, 'run', first)
    assert.equal(code, 0, stderr)
    assert.ok(stderr.includes(`${first}: ${said}\n`), stderr)
    assert.match(
      stdout,
      /12 of 1440 of power missing; no value, as the Source says: power 10 no-number, 2 state; kept, though the Source says: power 3 substituted/,
    )
    assert.deepEqual(
      asked.map((query) => query.getAll('variables')),
      [['power']],
    )
    const json = JSON.parse((await minuano(url, 'run', first, '--json')).stdout) as object
    assert.partialDeepStrictEqual(json, {
      samples: { power: { reasons: { 'no-number': 10, state: 2 } } },
      texts: { power: texts },
    })
    const dry = await minuano(url, 'run', first, '--dry-run')
    assert.ok(dry.stderr.includes(`${first}: ${said}\n`), dry.stderr)
    assert.match(dry.stderr, /kept, though the Source says: power 3 substituted/)
  })

  test('are asked for of the first days of a backfill alone, which says so', async () => {
    const { url, asked } = await serve(texts)
    const { code, stdout, stderr } = await minuano(url, 'backfill', first, last)
    assert.equal(code, 0, stderr)
    for (const day of [0, 1, 2]) {
      assert.ok(stderr.includes(`${addDays(first, day)}: ${said}\n`), stderr)
    }
    assert.ok(
      stderr.includes(
        'more days with samples that are no number: 2; their texts were not asked for',
      ),
      stderr,
    )
    assert.equal(asked.length, 3)
    assert.match(stdout, /no value, as the Source says: power 50 no-number, 10 state; kept/)
    const json = JSON.parse(
      (await minuano(url, 'backfill', first, first, '--json')).stdout,
    ) as object
    assert.partialDeepStrictEqual(json, {
      reasons: { power: { 'no-number': 10, state: 2 } },
      keptReasons: { power: { substituted: 3 } },
      texts: [{ day: first, variables: { power: texts } }],
    })
  })

  test('are those of the asset, by its name in the Source', async () => {
    const { url, asked } = await serve(texts, ['T01', 'T02'])
    for (const flags of [[], ['--dry-run']]) {
      const { code, stderr } = await minuano(url, 'run', first, ...flags)
      assert.equal(code, 0, stderr)
      assert.ok(stderr.includes(`T01 ${first}: ${said}\n`), stderr)
      // The answer says nothing of it: so are the counts alone.
      assert.ok(stderr.includes(`T02 ${first}: power: 12 samples are no number\n`), stderr)
    }
    assert.deepEqual(
      asked.map((query) => query.getAll('assets')),
      [['T01'], ['T02'], ['T01'], ['T02']],
    )
  })

  for (const [what, answer, why] of [
    ['does not know them', undefined, /cannot be told: .*422/],
    ['says what is none', { 'Bad Input': 'many' }, /cannot be told: the texts in the Connector’s/],
  ] as const) {
    test(`fail no day where the Connector ${what}`, async () => {
      const { url, asked } = await serve(answer)
      const { code, stderr } = await minuano(url, 'backfill', first, last)
      assert.equal(code, 0, stderr)
      assert.match(stderr, why)
      assert.equal(asked.length, 1)
    })
  }
})
