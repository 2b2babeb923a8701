import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { describe, test } from 'node:test'
import { createArrowEncoder } from '../../../src/frame/arrow/arrow-encoder.ts'
import { listDays } from '../../../src/time/day.ts'
import { runMinuano } from '../../support/minuano.ts'
import { createTestTarget } from '../../support/target.ts'
import { serveHostile, serveRaw, writeForever } from '../hostile-server.ts'

/** Four endless answers at once were seen to take 275 to 324; without bounds it were gigabytes. */
const mostMegabytes = 400
const day = '2025-01-03'
const variables = ['wind_speed', 'power']
const encoder = createArrowEncoder({ timeName: 'timestamp', timeDigits: 0, columns: variables })

/** A batch of so many rows, all of one instant: in order, and within the interval. */
function batchOf(rows: number, start = day): Buffer {
  const values = new Float64Array(rows).fill(1)
  const time = new Float64Array(rows).fill(Date.parse(start) * 1000)
  const columns = new Map(variables.map((name) => [name, values]))
  return Buffer.from(encoder.rows({ time, columns }))
}

/** A message of an Arrow stream, with another length of its body; 8 bytes, little-endian. */
function withBodyLength(batch: Buffer, bytes: bigint): Buffer {
  const message = Buffer.from(batch)
  const root = 8 + message.readUInt32LE(8)
  const vtable = root - message.readInt32LE(root)
  message.writeBigInt64LE(bytes, root + message.readUInt16LE(vtable + 4 + 2 * 3))
  return message
}

/** The same, with another number of rows. */
function withRows(batch: Buffer, rows: bigint): Buffer {
  const message = Buffer.from(batch)
  // The rows of the batch and of its columns: the only int64s of this value in the metadata.
  for (let at = 8; at < 8 + message.readInt32LE(4); at += 4) {
    if (message.readBigInt64LE(at) === 7n) message.writeBigInt64LE(rows, at)
  }
  return message
}

/** As one piece: small writes make the server slow, and it is not what is tested. */
const repeated = (message: Buffer) => Buffer.concat(Array.from({ length: 200 }, () => message))

const schema = encoder.start()
const zeros = Buffer.alloc(64 * 1024)
const digits = Buffer.from('0,'.repeat(32 * 1024))
const page = Buffer.from('<p>no</p>'.repeat(5000))

/** An answer of a schema, `first`, and then `piece` without end. */
const stream = (first: Uint8Array, piece: Uint8Array) => (response: ServerResponse) => {
  response.writeHead(200)
  response.write(schema)
  response.write(first)
  writeForever(response, () => piece)
}
const endless = (code: number, start: string, piece: Uint8Array) => (response: ServerResponse) => {
  response.writeHead(code)
  response.write(start)
  writeForever(response, () => piece)
}
const prefix = (metadata: number) => {
  const bytes = Buffer.alloc(8, 0xff)
  bytes.writeInt32LE(metadata, 4)
  return bytes
}
const drip = (code: number) => (response: ServerResponse) => {
  response.writeHead(code)
  response.write(code === 200 ? prefix(1000) : '')
  const timer = setInterval(() => response.write(' '), 10)
  response.on('close', () => clearInterval(timer))
}

/** A message in chunks of a byte each, a million and a half of them, and no end. */
function byteByByte(socket: Socket) {
  socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
  const head = withBodyLength(batchOf(0), 16_000_000n)
  for (const part of [schema, head]) {
    socket.write(`${part.length.toString(16)}\r\n`)
    socket.write(part)
    socket.write('\r\n')
  }
  const piece = '1\r\nx\r\n'.repeat(10_000)
  let left = 150
  writeForever(socket, () => {
    if (left-- > 0) return piece
    socket.destroy()
    return ''
  })
}

interface Outcome {
  readonly code: number
  readonly message: RegExp
  readonly env?: Record<string, string>
}

/** Runs `minuano` against this Connector: it ends as it should, and keeps its memory. */
async function meets(url: string, args: readonly string[], { code, message, env }: Outcome) {
  const ended = await runMinuano(args, {
    CONNECTOR_URL: url,
    CONNECTOR_RETRIES: '0',
    NODE_OPTIONS: `--import=${new URL('../programs/tell-peak.ts', import.meta.url).href}`,
    ...env,
  })
  assert.match(ended.stderr, message)
  assert.equal(ended.code, code, ended.stderr)
  const kilobytes = /^peak: (\d+) kB$/m.exec(ended.stderr)?.[1]
  if (process.platform === 'linux') assert.ok(kilobytes !== undefined, ended.stderr)
  const megabytes = Number(kilobytes ?? 0) / 1024
  assert.ok(megabytes < mostMegabytes, `took ${Math.round(megabytes)} MB`)
}

describe('against a Connector that', () => {
  const run = ['run', day, '--dry-run']
  const tooLong = (message: RegExp) => ({ code: 1, message })
  for (const [does, answer, outcome] of [
    [
      'sends rows without end',
      stream(Buffer.alloc(0), batchOf(2048)),
      tooLong(
        /brought 28\d{5} rows of 2025-01-02T23:26:00Z to .* and went on: .* makes 1474, and more than 2833333 are not taken\. If SOURCE_TABLE/,
      ),
    ],
    [
      'sends rows one by one',
      stream(Buffer.alloc(0), repeated(batchOf(1))),
      tooLong(/brought \d+ rows .* and went on/),
    ],
    [
      'sends batches without rows',
      stream(Buffer.alloc(0), repeated(batchOf(0))),
      tooLong(/brought 0 rows/),
    ],
    [
      'announces a batch of a terabyte',
      stream(withBodyLength(batchOf(1), 2n ** 40n), zeros),
      { code: 1, message: /a message announces 1099511627776 bytes/ },
    ],
    [
      'announces 2^31 rows',
      stream(withRows(batchOf(7), 2n ** 31n), zeros),
      { code: 1, message: /a batch is shorter than its rows/ },
    ],
    [
      'announces a schema of 200 MB',
      (response: ServerResponse) => {
        response.writeHead(200)
        response.write(prefix(200_000_000))
        writeForever(response, () => zeros)
      },
      { code: 1, message: /a message announces 200000000 bytes/ },
    ],
    [
      'refuses without end',
      endless(500, '', page),
      { code: 1, message: /answered 500: <p>no<\/p>/ },
    ],
    ['is busy without end', endless(503, '', page), { code: 75, message: /answered 503: <p>no/ }],
    [
      'drips',
      drip(200),
      {
        code: 75,
        message: /had not ended its answer after 0\.7 s/,
        env: { CONNECTOR_DEADLINE: '700ms' },
      },
    ],
    [
      'drips its refusal',
      drip(500),
      { code: 1, message: /answered 500/, env: { CONNECTOR_TIMEOUT: '300ms' } },
    ],
  ] as const) {
    test(`${does}, a run ends in bounded memory`, async () => {
      await meets(await serveHostile(answer), run, outcome)
    })
  }

  for (const [does, answer, outcome] of [
    ['sends a message byte by byte', byteByByte, { code: 75, message: /broke off/ }],
    [
      'sends interim answers without end',
      (socket: Socket) => writeForever(socket, () => 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(50)),
      { code: 1, message: /more than 100 interim answers/ },
    ],
    [
      'sends headers without end',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        writeForever(socket, () => `x-more: ${'y'.repeat(1000)}\r\n`)
      },
      { code: 1, message: /has more than 16 kB of headers/ },
    ],
  ] as const) {
    test(`${does}, a run ends in bounded memory`, async () => {
      await meets(await serveRaw(answer), run, outcome)
    })
  }

  test('lists variables without end, a run ends in bounded memory', async () => {
    const empty = Buffer.concat([schema, encoder.end(0)])
    const url = await serveHostile((response, path) =>
      path === '/data'
        ? void response.writeHead(200).end(empty)
        : endless(200, '{"first":[', digits)(response),
    )
    await meets(url, run, { code: 1, message: /JSON of more than 1000000 bytes/ })
  })

  test('has an inventory without end, a sync ends in bounded memory', async () => {
    const { targetUrl } = await createHostileTarget()
    const url = await serveHostile(endless(200, '{"variables":[],"days":[', digits))
    await meets(url, ['sync', '--from', '2015-01-01', '--to', '2024-12-31'], {
      code: 1,
      message: /JSON of more than \d{7} bytes/,
      env: { TARGET_DATABASE_URL: targetUrl },
    })
  })

  test('sends rows of four months without end, a sync ends in bounded memory', async () => {
    const { targetUrl } = await createHostileTarget()
    const days = ['01', '02', '03', '04']
      .flatMap((month) => listDays(`2025-${month}-01`, `2025-${month}-02`))
      .map((day) => ({
        day,
        rows: 1440,
        variables: Object.fromEntries(
          variables.map((name) => [name, { values: 1440, fingerprint: '1' }]),
        ),
      }))
    const inventory = JSON.stringify({ variables: [], days })
    const url = await serveHostile((response, path, start) =>
      path === '/inventory'
        ? void response.writeHead(200).end(inventory)
        : stream(Buffer.alloc(0), batchOf(2048, start))(response),
    )
    await meets(url, ['sync', '--from', '2025-01-01', '--to', '2025-04-30'], {
      code: 1,
      message: /8 of 8 days failed:\n {2}2025-01-01: .*and went on/,
      env: { TARGET_DATABASE_URL: targetUrl },
    })
  })
})

async function createHostileTarget() {
  const { url } = await createTestTarget()
  return { targetUrl: url }
}
