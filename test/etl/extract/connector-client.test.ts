import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, mock, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { askConnector, readJson } from '../../../src/etl/extract/connector-client.ts'
import { fetchInventory } from '../../../src/etl/extract/inventory.ts'
import { createArrowEncoder } from '../../../src/frame/arrow/arrow-encoder.ts'
import { atEnd } from '../../support/at-end.ts'
import { extract, settingsFrom } from '../../support/etl.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A server that gives these answers, one after another, the last for ever; and how often it was asked. */
async function serveAnswers(...answers: Answer[]) {
  let asked = 0
  const server = createServer((request, response) => {
    answers[Math.min(asked++, answers.length - 1)]!(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = { url, timeoutSeconds: 5, deadlineSeconds: 60, retries: 2 }
  return { client, asked: () => asked }
}

const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    response.writeHead(code, headers).end(body)
const good = status(200, { 'content-type': 'application/json' }, '{"fine":true}')
const breakOff: Answer = (response) => response.destroy()
const breakInBody: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' })
  response.write('{"fine":', () => response.destroy())
}

const ask = (client: Parameters<typeof askConnector>[0]) =>
  askConnector(client, '/x', 'application/json', (body) => readJson(body, 1000))

describe('asking the Connector', () => {
  for (const [name, answer] of [
    ['429', status(429)],
    ['502', status(502)],
    ['503', status(503, { 'retry-after': '0' })],
    ['504', status(504)],
    ['a connection that breaks', breakOff],
    ['a body that breaks', breakInBody],
  ] as const) {
    test(`tries again after ${name}`, async () => {
      const { client, asked } = await serveAnswers(answer, answer, good)
      assert.deepEqual(await ask(client), { fine: true })
      assert.equal(asked(), 3)
    })

    test(`gives up on ${name} after the tries it has, as worth a retry`, async () => {
      const { client, asked } = await serveAnswers(answer)
      await assert.rejects(ask(client), {
        code: 'connector-unavailable',
        exit: 75,
        message: /\(tried 3 times\)$/,
      })
      assert.equal(asked(), 3)
    })
  }

  for (const code of [400, 401, 403, 404, 406, 422, 500]) {
    test(`does not try again after ${code}, and says what the answer says`, async () => {
      const problem = JSON.stringify({ title: 'No', detail: 'the reason why' })
      const { client, asked } = await serveAnswers(status(code, {}, problem))
      await assert.rejects(ask(client), {
        code: 'connector-refused',
        exit: 1,
        message: /the reason why/,
      })
      assert.equal(asked(), 1)
    })
  }

  test('of what a server says nothing is left that a terminal would obey, and no password', async () => {
    const detail = 'no\nminuano: done\x1b[2J\u009b2J\u202e'
    const problem = status(400, {}, JSON.stringify({ detail }))
    const page = status(403, {}, '<b>\x1b]0;title\x07no</b>\r\nminuano: done')
    const moved = status(301, { location: 'http://u:hidden@elsewhere/\x9b2J' }, 'moved')
    for (const [answer, says] of [
      [problem, /answered 400: no minuano: done2?J?$/],
      [page, /answered 403: <b>no<\/b> minuano: done$/],
      [moved, /http:\/\/u:\*\*\*@elsewhere/],
    ] as const) {
      const { client } = await serveAnswers(answer)
      const url = client.url.replace('//', '//me:hidden@')
      await assert.rejects(ask({ ...client, url }), ({ message }: Error) => {
        assert.match(message, says)
        assert.doesNotMatch(message, /[\x00-\x1f\x7f-\x9f\u202e]|hidden/)
        return true
      })
    }
  })

  test('waits as long as Retry-After asks', async () => {
    const { client } = await serveAnswers(status(503, { 'retry-after': '1' }), good)
    const before = performance.now()
    await ask(client)
    // A lower bound holds however busy the machine is.
    assert.ok(performance.now() - before >= 1000)
  })

  test('does not follow a redirect, which would carry the key elsewhere', async () => {
    const { client: elsewhere, asked } = await serveAnswers(good)
    const { client } = await serveAnswers(status(302, { location: elsewhere.url }))
    await assert.rejects(ask(client), {
      code: 'connector-refused',
      message: new RegExp(`answered 302.*points to ${elsewhere.url}, which is not followed`),
    })
    assert.equal(asked(), 0)
  })

  test('ends a silence, before an answer begins and within it', async () => {
    const silent: Answer = () => undefined
    const stopping: Answer = (response) => response.writeHead(200).write('{')
    for (const answer of [silent, stopping]) {
      const { client } = await serveAnswers(answer)
      await assert.rejects(ask({ ...client, timeoutSeconds: 0.2, retries: 0 }), {
        code: 'connector-unavailable',
        message: /was silent for 0.2 s/,
      })
    }
  })

  test('ends what always goes on at its deadline, tries included, as worth a retry', async () => {
    const dripping: Answer = (response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(timer))
    }
    const { client, asked } = await serveAnswers(breakOff, dripping)
    await assert.rejects(ask({ ...client, deadlineSeconds: 1 }), {
      code: 'connector-unavailable',
      exit: 75,
      message: /had not ended its answer after 1 s: .*CONNECTOR_DEADLINE \(tried 2 times\)/,
    })
    assert.equal(asked(), 2)
  })

  test('does not wait for a try that its deadline leaves no time for', async () => {
    const { client, asked } = await serveAnswers(status(503, { 'retry-after': '5' }))
    await assert.rejects(ask({ ...client, deadlineSeconds: 4 }), { message: /\(tried once\)/ })
    assert.equal(asked(), 1)
  })

  for (const wish of ['-5', 'NaN', 'Infinity', '1e999', 'soon', '']) {
    test(`tries again at its own pace when Retry-After is ${JSON.stringify(wish)}`, async () => {
      const { client } = await serveAnswers(status(503, { 'retry-after': wish }), good)
      assert.deepEqual(await ask({ ...client, deadlineSeconds: 8 }), { fine: true })
    })
  }

  test('waits a timeout that no timer of Node can hold', async () => {
    const { client } = await serveAnswers(good)
    const patient = { ...client, timeoutSeconds: 6e7, deadlineSeconds: 6e7 }
    assert.deepEqual(await ask(patient), { fine: true })
  })

  test('gives up JSON that is longer than it may be, and does not try again', async () => {
    const { client, asked } = await serveAnswers(status(200, {}, `"${'x'.repeat(2000)}"`))
    await assert.rejects(ask(client), {
      code: 'answer-too-long',
      exit: 1,
      message: /JSON of more than 1000 bytes/,
    })
    assert.equal(asked(), 1)
  })

  test('takes a long explanation by its beginning', async () => {
    const detail = 'why '.repeat(10_000)
    const { client } = await serveAnswers(status(422, {}, JSON.stringify({ detail })))
    await assert.rejects(ask(client), ({ message }: Error) => {
      assert.match(message, /answered 422: why why .*…$/)
      return message.length < 3000
    })
  })

  test('does not take it for silence when its own reader takes long', async () => {
    const { client } = await serveAnswers(good)
    const read = async (body: AsyncIterable<Uint8Array>) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of body) {
        chunks.push(chunk)
        await sleep(1300)
      }
      return Buffer.concat(chunks).toString()
    }
    const impatient = { ...client, timeoutSeconds: 1, retries: 0 }
    const text = await askConnector(impatient, '/x', 'application/json', read)
    assert.equal(text, '{"fine":true}')
  })

  test('shows the key, and keeps it out of messages', async () => {
    const keys: (string | undefined)[] = []
    const { client } = await serveAnswers((response, request) => {
      keys.push(request.headers.authorization)
      response.writeHead(401).end()
    })
    await assert.rejects(ask({ ...client, apiKey: 'a-secret-key' }), (error: Error) => {
      assert.match(error.message, /set CONNECTOR_API_KEY/)
      return !error.message.includes('a-secret-key')
    })
    assert.deepEqual(keys, ['Bearer a-secret-key'])
  })
})

describe('extracting', () => {
  const interval = { start: 0, end: 600e6 }
  const settings = settingsFrom({ MINUANO_VARIABLES: 'wind_speed' })

  /** An answer of one row at `times` for each of these columns. */
  function rowsAnswer(columns: readonly string[], times: readonly number[]): Answer {
    const encoder = createArrowEncoder({ timeName: 'timestamp', timeDigits: 0, columns })
    const values = Float64Array.from(times, () => 1)
    const frame = {
      time: Float64Array.from(times),
      columns: new Map(columns.map((name) => [name, values])),
    }
    const body = Buffer.concat([encoder.start(), encoder.rows(frame), encoder.end(times.length)])
    return (response) => response.writeHead(200).end(body)
  }

  for (const [what, answer, message] of [
    ['other columns', rowsAnswer(['power'], [0]), /columns power instead of wind_speed/],
    ['more columns', rowsAnswer(['wind_speed', 'power'], [0]), /instead of wind_speed/],
    ['no columns', rowsAnswer([], [0]), /instead of wind_speed/],
    // What leads into it belongs to the answer: half an hour, of a wind speed.
    ['rows before the interval', rowsAnswer(['wind_speed'], [-3600e6]), /outside the interval/],
    ['rows at its end', rowsAnswer(['wind_speed'], [600e6]), /outside the interval/],
    ['rows out of order', rowsAnswer(['wind_speed'], [60e6, 0]), /out of order/],
    ['JSON', good, /not the Arrow stream/],
    ['nothing', status(200), /ended before its end mark/],
  ] as const) {
    test(`refuses an answer with ${what}`, async () => {
      const { client } = await serveAnswers(answer)
      await assert.rejects(extract({ ...client, retries: 0 }, interval, settings), { message })
    })
  }

  test('takes an answer without rows', async () => {
    const { client } = await serveAnswers(rowsAnswer(['wind_speed'], []))
    assert.equal((await extract(client, interval, settings)).frame.time.length, 0)
  })

  /** `count` rows of one column, spread evenly over the interval. */
  function manyRows(count: number, { start, end } = interval): Answer {
    const encoder = createArrowEncoder({
      timeName: 'timestamp',
      timeDigits: 0,
      columns: ['wind_speed'],
    })
    const step = (end - start) / count
    return (response) => {
      response.writeHead(200)
      response.write(encoder.start())
      for (let from = 0; from < count; from += 50_000) {
        const length = Math.min(50_000, count - from)
        const time = Float64Array.from({ length }, (_, row) =>
          Math.floor(start + (from + row) * step),
        )
        response.write(encoder.rows({ time, columns: new Map([['wind_speed', time]]) }))
      }
      response.end(encoder.end(count))
    }
  }

  const oneDay = { start: 0, end: 86_400e6 }
  for (const [what, rows] of [
    ['of every second where the settings say a minute', 86_400],
    ['of every second and twenty turbines where the settings say a minute of one', 20 * 86_400],
  ] as const) {
    test(`takes a day of samples ${what}`, async () => {
      const { client } = await serveAnswers(manyRows(rows, oneDay))
      const { frame } = await extract(client, oneDay, settings)
      assert.equal(frame.time.length, rows)
      assert.equal(frame.columns.get('wind_speed')!.at(-1), frame.time.at(-1))
    })
  }

  test('takes odd answers to several requests, one after another', async () => {
    const { client } = await serveAnswers(manyRows(400_000, oneDay))
    const frames = await Promise.all([1, 2, 3].map(() => extract(client, oneDay, settings)))
    assert.deepEqual(
      frames.map(({ frame }) => frame.time.length),
      [400_000, 400_000, 400_000],
    )
  })
})

describe('a Connector that knows no reasons', () => {
  const interval = { start: 0, end: 600e6 }
  const layout = { timeName: 'timestamp', timeDigits: 0, columns: ['wind_speed'] } as const
  const none: Answer = (response) => {
    const encoder = createArrowEncoder(layout)
    response.end(Buffer.concat([encoder.start(), encoder.end(0)]))
  }
  const settings = settingsFrom({ MINUANO_VARIABLES: 'wind_speed' })

  test('is asked for them once, and then without; each answer says so', async () => {
    const queries: (string | null)[] = []
    const { client } = await serveAnswers((response, request) => {
      const reasons = new URL(request.url!, 'http://x').searchParams.get('reasons')
      queries.push(reasons)
      if (reasons === null) none(response, request)
      else
        response.writeHead(422).end('{"code":"unknown-parameter","detail":"reasons is not known"}')
    })
    for (let time = 0; time < 3; time++) {
      const { frame, remarks } = await extract(client, interval, settings)
      assert.equal(frame.time.length, 0)
      assert.match(remarks.join(), /older version and gives no reasons/)
    }
    // The first may lack what is newer than reasons.
    assert.deepEqual(queries, ['true', 'true', null, null, null])
  })

  test('is asked for what it has where it lacks what is newer, without a word', async () => {
    const queries: string[] = []
    const { client } = await serveAnswers((response, request) => {
      const { searchParams } = new URL(request.url!, 'http://x')
      queries.push([...searchParams.keys()].filter((key) => /reasons|carry/.test(key)).join())
      if (!searchParams.has('carry')) none(response, request)
      else response.writeHead(422).end('{"code":"unknown-parameter","detail":"carry"}')
    })
    for (let time = 0; time < 2; time++) {
      assert.deepEqual((await extract(client, interval, settings)).remarks, [])
    }
    assert.deepEqual(queries, ['reasons,carry', 'reasons', 'reasons'])
  })

  test('is told from one that refuses for another cause', async () => {
    const { client, asked } = await serveAnswers(
      status(422, {}, '{"code":"unknown-variable","detail":"no such variable"}'),
    )
    await assert.rejects(extract(client, interval, settings), { code: 'connector-refused' })
    assert.equal(asked(), 1)
  })

  test('is not what one is that knows them', async () => {
    const { client } = await serveAnswers(none)
    assert.deepEqual((await extract(client, interval, settings)).remarks, [])
  })
})

describe('a Connector that does not say what leads into days', () => {
  test('is asked for it once, gives the days all the same, and is said once', async () => {
    const queries: string[] = []
    const { client } = await serveAnswers((response, request) => {
      const { searchParams } = new URL(request.url!, 'http://x')
      queries.push([...searchParams.keys()].filter((key) => /lead|carry/.test(key)).join())
      if (!searchParams.has('lead')) response.end('{"variables":[],"days":[]}')
      else response.writeHead(422).end('{"code":"unknown-parameter","detail":"lead"}')
    })
    const settings = {
      ...settingsFrom({ MINUANO_VARIABLES: 'wind_speed' }),
      leads: new Map([['wind_speed', 1800]]),
    }
    const said = mock.method(process.stderr, 'write', () => true)
    try {
      for (let time = 0; time < 2; time++) {
        const { days } = await fetchInventory(client, settings, settings, { start: 0, end: 600e6 })
        assert.equal(days.size, 0)
      }
      assert.equal(said.mock.callCount(), 1)
      assert.match(String(said.mock.calls[0]!.arguments[0]), /does not say what leads into days/)
    } finally {
      said.mock.restore()
    }
    assert.deepEqual(queries, ['carry,lead', 'carry', 'carry'])
  })
})
