import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { describe, test } from 'node:test'
import type { Job, Overview, Plant } from '../../src/page/api.ts'
import type { ActionsPort } from '../../src/page/actions/actions-port.ts'
import { modelPaths } from '../../src/page/server/model-routes.ts'
import { rowPaths } from '../../src/page/server/row-routes.ts'
import { backfillFarm, createFarmPipeline, fillFarm } from '../support/farm-pipeline.ts'
import { createTestKeyFile } from '../support/key-file.ts'
import { startTestPage } from './test-page.ts'

const own = ['T01', 'T02']
const days = ['2025-03-01', '2025-03-02']
const job: Job = {
  id: 1,
  state: 'running',
  what: 'FOREIGN-1, 2025-03-01',
  text: 'loading FOREIGN-1',
} as unknown as Job

/** A Target of these assets, and what was loaded into it that tells of them. */
async function load(assets: readonly string[]) {
  const pipeline = await createFarmPipeline()
  await fillFarm(pipeline.source, assets, `${days[0]}T00:00Z`, 2)
  await backfillFarm(pipeline, {}, days)
  const { client } = pipeline.target
  await client.query(`
    delete from data where "timestamp" = '2025-03-01 05:00Z'
      and signal_id in (select id from signal where asset in ('T02', 'FOREIGN-1') and variable = 'power')`)
  return pipeline
}

const mine = await load(own)
const farm = await load([...own, 'FOREIGN-1', 'T0X', 'FOREIGN-2'])
await farm.target.client.query(`
  insert into signal (name, asset, variable, statistic, period_seconds)
    values ('FOREIGN-1.foreign_mean', 'FOREIGN-1', 'foreign', 'mean', 600);
  insert into load select 'FOREIGN-1', variable, period_seconds, '1999-09-09', time_zone, '1999-09-09Z', '1999-09-10Z',
    status, sample_seconds, source_rows, expected, valid, missing, out_of_range, coverage, target_rows,
    fingerprint, settings_version, minuano_version, started_at, seconds, error_code
    from load where asset = 'FOREIGN-1' and day = '2025-03-01';
  insert into sync_run (started_at, ended_at, first_day, last_day, is_dry_run, text)
    values (now(), now(), '1999-09-09', '2025-03-02', false, 'FOREIGN-1 is late')`)

const keys = await createTestKeyFile({ narrow: [...own, 'T99'], whole: undefined, none: ['T99'] })
const listeners: ((job: Job) => void)[] = []
const actions: ActionsPort = {
  load: () => Promise.resolve({ job, isNew: true }),
  job: () => job,
  onJob: (listener) => void listeners.push(listener),
}
const options = { samples: { url: farm.connector.url, apiKey: undefined }, actions }
const env = { PAGE_API_KEYS_FILE: keys.path }
const page = await startTestPage({ ...options, targetUrl: farm.targetUrl }, env)
const alone = await startTestPage(
  {
    ...options,
    targetUrl: mine.targetUrl,
    samples: { url: mine.connector.url, apiKey: undefined },
  },
  env,
)

const ask = (path: string, name = 'narrow', of = page) =>
  fetch(of.url + path, { headers: keys.authorization(name) })

const period = 'from=2025-03-01&to=2025-03-02'
const queries: Readonly<Record<string, readonly string[]>> = {
  '/api/plant': [''],
  '/api/overview': [''],
  '/api/days': ['', period, 'from=1999-09-01&to=1999-09-30'],
  '/api/day': ['', ...own.flatMap((asset) => days.map((day) => `asset=${asset}&day=${day}`))],
  '/api/curve': ['', ...own.map((asset) => `asset=${asset}`), `asset=T01&${period}`],
  '/api/job': [''],
  '/api/points': [
    'variable=power',
    ...own.map((asset) => `asset=${asset}&variable=power&std=true`),
    'asset=T01&variable=powr',
    'asset=T01&variable=foreign',
  ],
  '/api/samples': own.map((asset) => `asset=${asset}&variable=power&from=2025-03-01&to=2025-03-02`),
  '/api/export': [
    ...own.map((asset) => `asset=${asset}`),
    `asset=T01&format=arrow&variables=power&${period}`,
    '',
  ],
}

/** An answer without the moments at which it was made. */
async function read(path: string, name: string, of = page): Promise<string> {
  const answer = await ask(path, name, of)
  const text = Buffer.from(await answer.arrayBuffer()).toString('latin1')
  const headers = [...answer.headers].filter(([header]) => header !== 'date')
  return `${path} ${answer.status} ${JSON.stringify(headers)} ${text.replaceAll(/"(now|loadedAt)":"[^"]*"/g, '')}`
}

// PostgreSQL counts what was deleted a moment later.
for (const one of [page, alone]) while (!(await read('/api/days', 'whole', one)).includes('mw"'));

describe('whoever comes to the page with a key for some assets', () => {
  test('gets every answer as if the Target had no others, to the byte', async () => {
    assert.deepEqual(Object.keys(queries).sort(), [...modelPaths, ...rowPaths].sort())
    for (const [path, all] of Object.entries(queries)) {
      for (const query of all) {
        const answer = await read(`${path}?${query}`, 'narrow')
        assert.equal(answer, await read(`${path}?${query}`, 'narrow', alone))
        assert.doesNotMatch(answer, /FOREIGN|T0X|1999-09-09/)
      }
    }
    // Who sees all is told of all, so that something could be told.
    const plant = (await (await ask('/api/plant', 'whole')).json()) as Plant
    assert.deepEqual(plant.assets.toSorted(), ['FOREIGN-1', 'FOREIGN-2', ...own, 'T0X'])
    assert.match(plant.lastSync!.text, /FOREIGN/)
    const seen = (await (await ask('/api/overview')).json()) as Overview
    assert.deepEqual(
      seen.assets.map(({ asset }) => asset),
      own,
    )
    assert.match(seen.sentence, /of 2 turbines whole/)
  })

  test('is answered about another as about one that is not there', async () => {
    const asked = ['day?day=2025-03-01', 'curve?x', 'points?variable=power', 'export?x'].concat(
      'samples?variable=power&from=2025-03-01&to=2025-03-02',
    )
    for (const path of asked.map((text) => `/api/${text.replace('?x', '?format=csv')}`)) {
      const to = (asset: string) => `${path.replace(/curve\?.*/, 'curve?')}&asset=${asset}`
      const none = (await read(to('NOTHERE-1'), 'narrow')).replaceAll('NOTHERE', 'FOREIGN')
      assert.match(none, / 422 .*unknown-asset/)
      assert.equal(await read(to('FOREIGN-1'), 'narrow'), none)
    }
  })

  test('sees nothing where none of its assets is there', async () => {
    for (const path of ['/api/plant', '/api/overview', '/api/days']) {
      assert.doesNotMatch(await read(path, 'none'), /FOREIGN|T0|1999/, path)
    }
    assert.match(await read('/api/day?day=2025-03-01&asset=T01', 'none'), / 422 /)
  })

  test('can load nothing, and is not told what is loaded', async () => {
    const host = new URL(page.url).host
    const answer = await fetch(`${page.url}/api/load`, {
      method: 'POST',
      headers: {
        ...keys.authorization('narrow'),
        origin: `http://${host}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ asset: 'FOREIGN-1', day: '2025-03-01' }),
    })
    assert.equal(answer.status, 403)
    assert.doesNotMatch(await answer.text(), /FOREIGN/)
    const follow = async (name: string) => {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get(`${page.url}/api/events`, { headers: keys.authorization(name) }, resolve).on(
          'error',
          reject,
        )
      })
      response.on('error', () => undefined)
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      await once(response, 'data')
      return { response, text: () => text }
    }
    const [narrow, whole] = [await follow('narrow'), await follow('whole')]
    for (const tell of listeners) tell({ ...job, state: 'done' })
    while (!whole.text().includes('event: job')) await once(whole.response, 'data')
    // What comes after it comes to both.
    while (!narrow.text().includes('event: changed')) await once(narrow.response, 'data')
    assert.doesNotMatch(narrow.text(), /job|FOREIGN/)
    // Of a key that is revoked no page goes on.
    await keys.write({ whole: undefined })
    await new Promise((resolve) => narrow.response.once('close', resolve))
    whole.response.destroy()
    assert.equal((await ask('/api/plant', 'narrow')).status, 401)
  })
})
