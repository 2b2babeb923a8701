import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createTestSource } from './serving.ts'

const rows = 1_000_000
const allowedGrowth = 64 * 1024 * 1024
const usedFor = 20

const { url: sourceUrl } = await createTestSource(`
  create view data as select timestamptz '2020-01-01' + i * interval '1 minute' as "timestamp",
    i::float8 / 100 as wind_speed, 1000 * sin(i) as power, 20 + random() as temperature
  from generate_series(0, ${rows - 1}) i`)

const program = fileURLToPath(new URL('programs/measured-connector.ts', import.meta.url))

async function ask<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T]
  return message
}

function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, resolve).on('error', reject)
  })
}

/** Takes an answer and drops it; gives its size, and how often `mark` is in it. */
async function drain(response: IncomingMessage, mark: number): Promise<number> {
  let marks = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(mark); at >= 0; at = chunk.indexOf(mark, at + 1)) marks++
  }
  return marks
}

describe('an answer of a million rows', { timeout: 500_000 }, () => {
  for (const format of ['json', 'ndjson', 'csv', 'arrow']) {
    test(`takes the Connector less than 64 MB as ${format}`, async () => {
      const env = {
        ...process.env,
        SOURCE_DATABASE_URL: sourceUrl,
        CONNECTOR_PORT: '0',
        CONNECTOR_LOG_LEVEL: 'warn',
      }
      const child = fork(program, { env })
      try {
        const { url } = await ask<{ url: string }>(child)
        // A Connector at work: what V8 and the allocator keep at hand does not depend on the answer.
        for (let day = 0; day < usedFor; day++) {
          await drain(
            await open(`${url}/data?start=2020-01-01&end=2020-01-02&format=${format}`),
            10,
          )
        }
        child.send('memory')
        const before = await ask<{ now: number }>(child)
        const answer = await open(`${url}/data?start=2020-01-01&end=2030-01-01&format=${format}`)
        assert.equal(answer.statusCode, 200)
        // A reader that stands still for a moment makes the Connector hold back, not gather.
        answer.pause()
        await sleep(500)
        const lines = await drain(answer, 10)
        if (format !== 'arrow') assert.equal(lines, rows + +(format === 'csv'))
        child.send('memory')
        const after = await ask<{ peak: number }>(child)
        const growth = after.peak - before.now
        assert.ok(growth < allowedGrowth, `grew by ${Math.round(growth / 1024 / 1024)} MB`)
      } finally {
        child.kill()
        await once(child, 'exit')
      }
    })
  }
})
