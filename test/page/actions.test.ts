import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, test } from 'node:test'
import pg from 'pg'
import type { BusyProblem, DayDetail, Days, Job, LoadRequest, Plant } from '../../src/page/api.ts'
import { createDataFolder } from '../support/data-folder.ts'
import { runMinuano, startMinuano } from '../support/minuano.ts'

interface Serving {
  readonly page: { readonly url: string }
  readonly target: { readonly url: string }
  readonly source: { readonly url: string }
}

async function startUp(env: Record<string, string>) {
  const started = startMinuano(['up', '--json', '--sync-every', 'off'], env)
  while (!started.stderr().includes('Serving until Ctrl-C')) {
    assert.equal(started.child.exitCode, null, started.stderr())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const stop = async () => {
    started.child.kill('SIGINT')
    const { code, stderr } = await started.ended
    assert.equal(code, 0, stderr)
  }
  return { ...(JSON.parse(started.stdout()) as Serving), stop }
}

async function runSql(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** Sends a load as given, past what fetch allows; the status and the answer. */
function send(
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/load`, { method: 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode!, body: JSON.parse(text) }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Events of a page as they come, from the first on. */
async function* follow(url: string): AsyncGenerator<{ name: string; data: unknown }, void> {
  const { body } = await fetch(`${url}/api/events`)
  let rest = ''
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    const parts = `${rest}${chunk}`.split('\n\n')
    rest = parts.pop()!
    for (const part of parts) {
      const match = /^event: (\w+)\ndata: (.*)$/s.exec(part)
      if (match !== null) yield { name: match[1]!, data: JSON.parse(match[2]!) }
    }
  }
}

async function endOf(
  events: AsyncGenerator<{ name: string; data: unknown }, void>,
): Promise<Job[]> {
  const jobs: Job[] = []
  for (;;) {
    const { value, done } = await events.next()
    assert.notEqual(done, true)
    if ((value as { name: string }).name !== 'job') continue
    jobs.push((value as { data: Job }).data)
    if (jobs.at(-1)!.state !== 'running') return jobs
  }
}

describe('the page under minuano up', () => {
  test('loads a day that was deleted, of two who ask at once one load, and tells both', async () => {
    const { env } = createDataFolder()
    const up = await startUp(env)
    const { url } = up.page
    const json = async <T>(path: string) => (await (await fetch(`${url}${path}`)).json()) as T
    const own = { origin: url, 'content-type': 'application/json' }
    const load = (wanted: LoadRequest, headers: Record<string, string> = own) =>
      send(url, headers, JSON.stringify(wanted))

    const untilEnded = async () => {
      while ((await json<Job>('/api/job')).state === 'running') {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }

    assert.equal((await json<Plant>('/api/plant')).canAct, true)
    await runSql(
      up.target.url,
      `delete from data where "timestamp" >= '2025-01-03' and "timestamp" < '2025-01-04';
       delete from load where day = '2025-01-03'`,
    )
    const stateOf = async () => (await json<DayDetail>('/api/day?asset=&day=2025-01-03')).state
    assert.equal(await stateOf(), 'unknown')

    const wanted = { asset: null, day: '2025-01-03' }
    for (const [what, headers] of [
      ['another page', { ...own, origin: 'http://plant.example' }],
      ['no page', { 'content-type': 'application/json' }],
      ['a form', { ...own, 'content-type': 'text/plain' }],
      [
        'another name of this machine',
        { ...own, host: 'plant.example', origin: 'http://plant.example' },
      ],
    ] as const) {
      const { status } = await load(wanted, headers)
      assert.equal(status, 403, what)
    }
    assert.equal(await json('/api/job'), null)

    const [one, two] = [follow(url), follow(url)]
    const ends = [endOf(one), endOf(two)]
    const answers = await Promise.all([load(wanted), load(wanted)])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [202, 409])
    const busy = answers.find(({ status }) => status === 409)!.body as BusyProblem
    assert.deepEqual([busy.code, busy.job.what], ['job-running', 'load 2025-01-03'])
    await untilEnded()
    const last = await json<Job>('/api/job')
    assert.deepEqual([last.id, last.state, last.done, last.of], ['1', 'done', 1, 1])
    assert.match(last.text, /1152 inserted/)
    assert.equal(await stateOf(), 'whole')

    await runSql(up.target.url, `delete from load where day in ('2025-01-05', '2025-01-07')`)
    const missing = await load({ missing: true })
    assert.equal(missing.status, 202)
    for (const jobs of await Promise.all(ends)) assert.equal(jobs.at(-1)!.state, 'done')
    await untilEnded()
    const { done, of, state } = await json<Job>('/api/job')
    assert.deepEqual({ done, of, state }, { done: 2, of: 2, state: 'done' })
    assert.equal((await json<Days>('/api/days')).counts.whole, 10)

    const failed = await load({ asset: null, day: '2024-01-01' })
    assert.equal(failed.status, 202)
    await untilEnded()
    const fault = await json<Job>('/api/job')
    assert.equal(fault.state, 'failed')
    assert.match(fault.text, /2024-01-01/)
    await up.stop()
  })

  test('minuano page shows what a running up has, and offers nothing', async () => {
    const { env } = createDataFolder()
    const up = await startUp(env)
    const alone = startMinuano(['page', '--json'], env)
    while (alone.stdout() === '') {
      assert.equal(alone.child.exitCode, null, alone.stderr())
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const { url } = JSON.parse(alone.stdout()) as { url: string }
    const plant = (await (await fetch(`${url}/api/plant`)).json()) as Plant
    assert.deepEqual([plant.canAct, plant.last, plant.hasSamples], [false, '2025-01-10', true])
    const own = { origin: url, 'content-type': 'application/json' }
    assert.equal((await send(url, own, '{"missing":true}')).status, 404)
    alone.child.kill('SIGTERM')
    assert.equal((await alone.ended).code, 0)
    await up.stop()
  })
})

test('without a Target there is nothing to show, and minuano page says how to have one', async () => {
  const { env } = createDataFolder()
  const { code, stderr } = await runMinuano(['page'], env)
  assert.equal(code, 2)
  assert.match(stderr, /set TARGET_DATABASE_URL, or call `minuano up`/)
})
