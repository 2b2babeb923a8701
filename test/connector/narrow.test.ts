import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { createTestKeyFile } from '../support/key-file.ts'
import { createTestSource, readProblem, serve } from './serving.ts'

/** A historian's table: tags of two turbines and of the park, values as texts, OPC DA's qualities. */
const statements = `
  create table history (tag text, t timestamptz, v text, q int, seq int);
  create index on history (tag, t);
  insert into history values
    ('P.T01.power', '2025-01-01T00:00Z', '100.5', 192, 1),
    ('P.T01.power', '2025-01-01T00:01Z', ' 1e2 ', 216, 2),
    ('P.T01.power', '2025-01-01T00:02Z', '101', 0, 3),
    ('P.T01.power', '2025-01-01T00:03Z', '102', 64, 4),
    ('P.T01.power', '2025-01-01T00:04Z', 'Bad Input', 192, 5),
    ('P.T01.power', '2025-01-01T00:05Z', null, 192, 6),
    ('P.T01.power', '2025-01-01T00:06Z', '103', null, 7),
    ('P.T01.power', '2025-01-01T00:07Z', '1e400', 192, 8),
    ('P.T01.wind_speed', '2025-01-01T00:00Z', '-7.25', 192, 9),
    ('P.T01.wind_speed', '2025-01-01T00:00Z', '8', 192, 10),
    ('P.T01.wind_speed', '2025-01-01T00:02:30Z', '9.', 192, 11),
    ('P.T02.power', '2025-01-01T00:00Z', '0', 192, 12),
    ('P.T02.secret', '2025-01-01T00:00Z', '1', 192, 13),
    ('Grid frequency', '2025-01-01T00:00Z', '50', 192, 14)`

const layout = {
  SOURCE_LAYOUT: 'narrow',
  SOURCE_TABLE: 'history',
  SOURCE_TIME_COLUMN: 't',
  SOURCE_VALUE_COLUMN: 'v',
  SOURCE_TAG_COLUMN: 'tag',
  SOURCE_TAG_PATTERN: 'P.{asset}.{variable}',
  SOURCE_QUALITY_COLUMN: 'q',
  SOURCE_QUALITY_KIND: 'opc-da',
  SOURCE_ORDER_COLUMN: 'seq',
  CONNECTOR_LOG_LEVEL: 'warn',
}
const interval = 'start=2025-01-01&end=2025-01-02'

interface Row extends Readonly<Record<string, unknown>> {
  readonly timestamp: string
}

const source = await createTestSource(statements)
const env = { SOURCE_DATABASE_URL: source.url, ...layout }
const served = await serve(env)
const { url } = served

const rowsOf = async (path: string, at = url): Promise<Row[]> => {
  const response = await fetch(`${at}${path}`)
  assert.equal(response.status, 200, await response.clone().text())
  return (await response.json()) as Row[]
}
const powerOf = async (at: string) =>
  (await rowsOf(`/data?${interval}&assets=T01&variables=power&reasons=true`, at)).map(
    ({ power, 'power.reason': reason }) => [power, reason],
  )

function without(settings: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name))
}

test('gives a row a time, a column a variable, and a tag’s second row of a time one more', async () => {
  assert.deepEqual(await rowsOf(`/data?${interval}&variables=wind_speed&assets=T01,T02`), [
    { timestamp: '2025-01-01T00:00:00.000000Z', asset: 'T01', wind_speed: -7.25 },
    { timestamp: '2025-01-01T00:00:00.000000Z', asset: 'T01', wind_speed: 8 },
    { timestamp: '2025-01-01T00:02:30.000000Z', asset: 'T01', wind_speed: 9 },
  ])
  const rows = await rowsOf(`/data?${interval}&variables=power,wind_speed&assets=T01`)
  assert.equal(rows.length, 10)
  assert.deepEqual(
    rows.slice(0, 2).map(({ power, wind_speed }) => [power, wind_speed]),
    [
      [100.5, -7.25],
      [null, 8],
    ],
  )
})

test('leaves out what is bad, uncertain or no number, and says why', async () => {
  assert.deepEqual(await powerOf(url), [
    [100.5, null],
    [100, 'substituted'],
    [null, 'bad-quality'],
    [null, 'uncertain-quality'],
    [null, 'no-number'],
    [null, 'no-value'],
    [null, 'uncertain-quality'],
    [null, 'no-value'],
  ])
})

test('keeps what is uncertain where that is set, and still says so', async () => {
  const keeping = await serve({ ...env, SOURCE_UNCERTAIN: 'keep' })
  const [, , , uncertain, , , without] = await powerOf(keeping.url)
  assert.deepEqual(uncertain, [102, 'uncertain-quality'])
  assert.deepEqual(without, [103, 'uncertain-quality'])
})

test('takes a text of PI for the name of a state', async () => {
  const inPi = await serve({ ...without(env, 'SOURCE_QUALITY_COLUMN'), SOURCE_QUALITY_KIND: 'pi' })
  assert.deepEqual((await powerOf(inPi.url)).slice(2, 6), [
    [101, null],
    [102, null],
    [null, 'state'],
    [null, 'no-value'],
  ])
})

test('counts texts where they are asked for', async () => {
  type Inventory = {
    assets: { asset: string; days: { rows: number; variables: Record<string, object> }[] }[]
  }
  const read = async (more: string) =>
    (await (await fetch(`${url}/inventory?${interval}&variables=power${more}`)).json()) as Inventory
  const [T01, T02] = (await read('&texts=true')).assets
  const { fingerprint, ...rest } = T01!.days[0]!.variables['power'] as { fingerprint: string }
  assert.match(fingerprint, /^-?\d+$/)
  assert.deepEqual(rest, { values: 2, texts: { 'Bad Input': 1 } })
  assert.equal(T01!.days[0]!.rows, 8)
  assert.equal('texts' in T02!.days[0]!.variables['power']!, false)
  const [plain] = (await read('')).assets
  assert.equal('texts' in plain!.days[0]!.variables['power']!, false)
})

test('names of a state of PI the value where that is a text, and else the state, also beside a number', async () => {
  const { url: sourceUrl } = await createTestSource(`
    create table pi (tag text, t timestamptz, v text, status text);
    create index on pi (tag, t);
    insert into pi values
      ('P.T01.power', '2025-01-01T00:00Z', '1', 'Good'),
      ('P.T01.power', '2025-01-01T00:01Z', '55.5', 'I/O Timeout'),
      ('P.T01.power', '2025-01-01T00:02Z', null, 'I/O Timeout'),
      ('P.T01.power', '2025-01-01T00:03Z', 'Bad Input', '248'),
      ('P.T01.power', '2025-01-01T00:04Z', 'Shutdown', '0')`)
  const inPi = await serve({
    ...layout,
    SOURCE_DATABASE_URL: sourceUrl,
    SOURCE_TABLE: 'pi',
    SOURCE_QUALITY_COLUMN: 'status',
    SOURCE_QUALITY_KIND: 'pi',
    SOURCE_ORDER_COLUMN: '',
  })
  const response = await fetch(`${inPi.url}/inventory?${interval}&variables=power&texts=true`)
  const { assets } = (await response.json()) as {
    assets: { days: { variables: Record<string, { values: number; texts: object }> }[] }[]
  }
  const { values, texts } = assets[0]!.days[0]!.variables['power']!
  assert.deepEqual([values, texts], [1, { 'I/O Timeout': 2, 'Bad Input': 1, Shutdown: 1 }])
})

test('says which variables there are, and which tags name none', async () => {
  const answer = (await (await fetch(`${url}/variables`)).json()) as Record<string, unknown>
  assert.deepEqual(
    (answer['variables'] as { name: string }[]).map(({ name }) => name),
    ['power', 'secret', 'wind_speed'],
  )
  assert.deepEqual(answer['tags_without_variable'], { count: 1, some: ['Grid frequency'] })
  assert.match(
    served.log(),
    /1 tag of the Source names no variable, and no answer has their rows: Grid frequency/,
  )
  assert.equal(answer['first'], '2025-01-01T00:00:00.000000Z')
  assert.equal(answer['last'], '2025-01-01T00:07:00.000000Z')
})

for (const index of ['(tag, t)', '(t)', '(asset, variable, t)']) {
  test(`tells rows without a tag, with an index on ${index}`, async () => {
    const { url: sourceUrl } = await createTestSource(`
      create table loose (tag text, asset text, variable text, t timestamptz, v float8);
      create index on loose ${index};
      insert into loose values
        ('P.T01.power', 'T01', 'power', '2025-01-01T00:00Z', 1),
        ('P.T02.power', 'T02', 'power', '2025-01-01T00:00Z', 2),
        (null, 'T01', null, '2025-01-01T00:01Z', 3),
        ('', 'T02', '', '2025-01-01T00:02Z', 4)`)
    const common = {
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_TABLE: 'loose',
      SOURCE_LAYOUT: 'narrow',
    }
    const columns = {
      SOURCE_TIME_COLUMN: 't',
      SOURCE_VALUE_COLUMN: 'v',
      CONNECTOR_LOG_LEVEL: 'warn',
    }
    for (const more of [
      { SOURCE_TAG_COLUMN: 'tag', SOURCE_TAG_PATTERN: 'P.{asset}.{variable}' },
      { SOURCE_ASSET_COLUMN: 'asset', SOURCE_VARIABLE_COLUMN: 'variable' },
    ]) {
      const loose = await serve({ ...common, ...columns, ...more })
      const answer = (await (await fetch(`${loose.url}/variables`)).json()) as object
      const { variables, tags_without_variable: without } = answer as {
        variables: { name: string }[]
        tags_without_variable: object
      }
      assert.deepEqual(
        variables.map(({ name }) => name),
        ['power'],
      )
      assert.deepEqual(without, { count: 1, some: [''] }, JSON.stringify(more))
      assert.match(loose.log(), /no answer has their rows: \(rows without a tag\)/)
      assert.equal((await rowsOf(`/data?${interval}`, loose.url)).length, 2)
    }
  })
}

test('a tag that comes while it runs is found when it is asked for', async () => {
  const source = await createTestSource(statements)
  const running = await serve({ ...env, SOURCE_DATABASE_URL: source.url })
  await rowsOf(`/data?${interval}`, running.url)
  await source.client.query(
    `insert into history values ('P.T03.new', '2025-01-01T00:00Z', '1', 192, 20), ('P.T03.power', '2025-01-01T00:00Z', '2', 192, 21)`,
  )
  const power = await rowsOf(`/data?${interval}&variables=power&assets=T03`, running.url)
  assert.deepEqual(
    power.map(({ power: value }) => value),
    [2],
  )
  // What was looked at just now is not looked at again at once.
  const path = `/data?${interval}&variables=new&assets=T03`
  while (!(await fetch(`${running.url}${path}`)).ok) await sleep(100)
  const found = await rowsOf(path, running.url)
  assert.deepEqual(
    found.map(({ new: value }) => value),
    [1],
  )
})

test('tags that are set win over the pattern', async () => {
  const named = await serve({
    ...env,
    SOURCE_TAGS: JSON.stringify({
      'Grid frequency': { asset: 'Park', variable: 'frequency' },
      'P.T02.secret': { asset: 'T01', variable: 'power' },
    }),
  })
  const frequency = await rowsOf(`/data?${interval}&variables=frequency`, named.url)
  assert.deepEqual(
    frequency.map(({ asset, frequency: value }) => [asset, value]),
    [['Park', 50]],
  )
  const power = await rowsOf(`/data?${interval}&variables=power&assets=T01`, named.url)
  assert.deepEqual(
    power.map(({ power: value }) => value),
    [1],
  )
  const { tags_without_variable: without } = (await (
    await fetch(`${named.url}/variables`)
  ).json()) as Record<string, unknown>
  assert.deepEqual(without, { count: 1, some: ['P.T01.power'] })
})

test('a key of one asset sees no variable, tag or asset of another', async () => {
  const keys = await createTestKeyFile({ own: ['T01'] })
  const limited = await serve({ ...env, CONNECTOR_API_KEYS_FILE: keys.path })
  const paths = [
    '/variables',
    '/assets',
    '/assets?period=false',
    `/data?${interval}`,
    `/data?${interval}&variables=secret`,
    `/data?${interval}&assets=T02`,
    `/inventory?${interval}&texts=true`,
    `/inventory?${interval}&variables=powr`,
  ]
  for (const path of paths) {
    const response = await fetch(`${limited.url}${path}`, { headers: keys.authorization('own') })
    assert.doesNotMatch(
      (await response.text()).replace(/has no \S+ \\"\w+\\"/, ''),
      /T02(?!&)|[^=]secret|Grid/,
      path,
    )
  }
  const answer = await fetch(`${limited.url}/data?${interval}`, {
    headers: keys.authorization('own'),
  })
  assert.equal(((await answer.json()) as Row[]).length, 10)
})

test('refuses settings that cannot be', async () => {
  for (const [more, message] of [
    [
      { SOURCE_VALUE_COLUMN: 'value' },
      /no column value; such as may hold values are: tag, v, q, seq/,
    ],
    [{ SOURCE_TAG_COLUMN: 'tags' }, /SOURCE_TAG_COLUMN.*no column tags/],
    [{ SOURCE_VARIABLE_COLUMN: 'tag' }, /SOURCE_VARIABLE_COLUMN: beside SOURCE_TAG_COLUMN/],
    [{ SOURCE_QUALITY_KIND: 'list' }, /SOURCE_GOOD_QUALITIES: not set/],
    [{ SOURCE_QUALITY_COLUMN: 't' }, /SOURCE_QUALITY_COLUMN.*not a number/],
    [{ SOURCE_TAGS: '{"X": {"asset": "T01", "variable": "x"}}' }, /no tag X; it has/],
    [
      { SOURCE_COLUMNS: 'x=y' },
      /no row of the Source is of the variable y; it has power, wind_speed/,
    ],
    [{ SOURCE_LAYOUT: 'wide' }, /SOURCE_VALUE_COLUMN: of a narrow Source/],
  ] as const) {
    await assert.rejects(serve({ ...env, ...more }), (error: { code: string; message: string }) => {
      assert.equal(error.code, 'configuration')
      assert.match(error.message, message)
      return true
    })
  }
})

test('an unknown name is one of what there is', async () => {
  const problem = await readProblem(await fetch(`${url}/data?${interval}&assets=T9`))
  assert.deepEqual(
    [problem.code, problem.detail],
    ['unknown-asset', 'the Source has no asset "T9"; it has T01, T02'],
  )
})
