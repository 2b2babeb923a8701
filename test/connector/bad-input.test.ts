import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rawRequest } from '../support/raw-request.ts'
import { createSeededSource, readProblem, serve } from './serving.ts'

const source = await createSeededSource()
const { url } = await serve({ SOURCE_DATABASE_URL: source.url })

const many = (count: number, text: (index: number) => string, between: string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(between)

describe('bad input', () => {
  const day = 'start=2025-01-01&end=2025-01-02'
  const cases: [what: string, path: string, status: number, code: string, detail: RegExp[]][] = [
    [
      'unknown parameters, named like the right ones',
      '/data?start_date=2025-01-01&end_date=2025-01-02&variable=power',
      422,
      'unknown-parameter',
      [/"start_date" is not known \(did you mean start\?\)/, /mean end\?/, /mean variables\?/],
    ],
    [
      'unknown parameters, named as elsewhere',
      '/data?from=2025-01-01&to=2025-01-02',
      422,
      'unknown-parameter',
      [/"from".*mean start\?/, /"to".*mean end\?/, /are start, end, variables, assets, format/],
    ],
    [
      'an unknown parameter beside right ones',
      `/data?${day}&limit=10`,
      422,
      'unknown-parameter',
      [/"limit" is not known; the parameters here are start, end, variables, assets, format/],
    ],
    ['no parameters', '/data', 422, 'missing-parameter', [/lacks start and end/]],
    ['no end', '/data?start=2025-01-01', 422, 'missing-parameter', [/lacks end/]],
    [
      'a parameter given twice',
      `/data?${day}&start=2025-01-03`,
      422,
      'unknown-parameter',
      [/start may be given once/],
    ],
    [
      'a parameter for /variables',
      `/variables?${day}`,
      422,
      'unknown-parameter',
      [/"start" is not known/],
    ],
    [
      'start after end',
      '/data?start=2025-01-02&end=2025-01-01',
      422,
      'empty-interval',
      [/start \(2025-01-02T00:00:00Z\) is not before end \(2025-01-01T00:00:00Z\)/],
    ],
    [
      'start at end',
      '/data?start=2025-01-02&end=2025-01-02',
      422,
      'empty-interval',
      [/not before/],
    ],
    [
      'a start that is no time',
      '/data?start=yesterday&end=2025-01-02',
      422,
      'invalid-time',
      [/^start is "yesterday"/, /write one as 2025-01-03T00:10:00Z/],
    ],
    [
      'an end that is not in the calendar',
      '/data?start=2025-02-01&end=2025-02-29',
      422,
      'invalid-time',
      [/^end is "2025-02-29"/],
    ],
    [
      'a start whose year in UTC has five digits',
      '/data?start=9999-12-31T23:00:00-03:00&end=9999-12-31T24:00:00-05:00',
      422,
      'invalid-time',
      [/^start is "9999-12-31T23:00:00-03:00", which in UTC is not of the years 0001 to 9999/],
    ],
    [
      'an end at the last year’s 24:00',
      '/inventory?start=2025-01-01&end=9999-12-31T24:00:00Z',
      422,
      'invalid-time',
      [/^end is "9999-12-31T24:00:00Z", which in UTC.* to 9999-12-31T23:59:59.999999Z/],
    ],
    [
      'a start before the year 1',
      '/data?start=0001-01-01T00:00:00%2B01:00&end=2025-01-02',
      422,
      'invalid-time',
      [/^start is "0001-01-01T00:00:00\+01:00", which in UTC/],
    ],
    [
      'a sample label of another word',
      `/inventory?${day}&sample_label=middle`,
      422,
      'invalid-parameter',
      [/^sample_label is start or end, not "middle"/],
    ],
    ['an empty start', '/data?start=&end=2025-01-02', 422, 'invalid-time', [/^start is ""/]],
    [
      'an unknown variable',
      `/data?${day}&variables=wind_sped`,
      422,
      'unknown-variable',
      [/no variable "wind_sped" \(did you mean wind_speed\?\)/, /wind_speed, power, ambient_temp/],
    ],
    [
      'several unknown variables among known ones',
      `/data?${day}&variables=power,x,Wind-Speed&variables=y`,
      422,
      'unknown-variable',
      [/"x", "Wind-Speed" \(did you mean wind_speed\?\), "y";/],
    ],
    [
      'thousands of unknown variables',
      `/data?${day}&variables=${many(1200, (index) => `wind${index}`, ',')}`,
      422,
      'unknown-variable',
      [/^the Source has no variable "wind0", .*, "wind4" and 1195 more; it has wind_speed/],
    ],
    [
      'a variable of many pages',
      `/data?${day}&variables=${'w'.repeat(12_000)}`,
      422,
      'unknown-variable',
      [/no variable "w{80}…" \(12000 characters\); it has/],
    ],
    [
      'unknown parameters by the dozen',
      `/data?${day}&${many(40, (index) => `start_${index}=1`, '&')}`,
      422,
      'unknown-parameter',
      [/"start_0" is not known \(did you mean start\?\).*; 35 more parameters are not known;/],
    ],
    [
      'a start of many pages',
      `/data?start=${'1'.repeat(12_000)}&end=2025-01-02`,
      422,
      'invalid-time',
      [/^start is "1{80}…" \(12000 characters\), which is no time/],
    ],
    ['a path of many pages', `/${'a'.repeat(12_000)}`, 404, 'not-found', [/there are \/data/]],
    ['an empty variable', `/data?${day}&variables=`, 422, 'unknown-variable', [/no variable ""/]],
    [
      'the time as a variable',
      `/data?${day}&variables=timestamp`,
      422,
      'unknown-variable',
      [/has/],
    ],
    [
      'an unknown format',
      `/data?${day}&format=parquet`,
      406,
      'unknown-format',
      [/"parquet"/, /json \(application\/json\), ndjson .*, csv .*, arrow /],
    ],
    [
      'an unknown route',
      '/dta',
      404,
      'not-found',
      [/no \/dta; there are \/data, .*\/data.csv, .*\/inventory, \/variables/],
    ],
    ['a path that is no text', '/%zz', 400, 'bad-request', [/%zz/]],
    ['a path out of the docs', '/docs/static/..%2f..%2fpackage.json', 404, 'not-found', [/there/]],
  ]
  for (const [what, path, status, code, details] of cases) {
    test(`${what}: ${status} ${code}`, async () => {
      const problem = await readProblem(await fetch(url + path))
      assert.equal(problem.status, status)
      assert.equal(problem.code, code)
      for (const detail of details) assert.match(problem.detail, detail)
      assert.ok(problem.detail.length < 1500, 'an answer is no echo of the request')
    })
  }

  for (const accept of ['application/xml', 'text/html', 'application/json;q=0', 'nonsense']) {
    test(`Accept: ${accept}: 406 that lists the formats`, async () => {
      const response = await fetch(`${url}/data?${day}`, { headers: { accept } })
      assert.equal(response.headers.get('vary'), 'accept, accept-encoding, authorization')
      const { status, code, detail } = await readProblem(response)
      assert.deepEqual({ status, code }, { status: 406, code: 'unknown-format' })
      assert.match(detail, /json .* ndjson .* csv .* arrow/)
    })
  }

  for (const [method, path] of [
    ['POST', '/data'],
    ['PUT', '/inventory'],
    ['DELETE', '/variables'],
    ['PATCH', '/assets'],
    ['OPTIONS', '/health/live'],
    ['QUERY', '/data'],
    ['TRACE', '/openapi.json'],
    ['PROPFIND', '/data'],
  ]) {
    for (const body of ['{}', '{"a":', '']) {
      test(`${method} with the body ${body || 'of nothing'}: 405 with what is allowed`, async () => {
        const head = [`${method} ${path}?${day} HTTP/1.1`, 'Host: localhost']
        const type = ['Content-Type: application/json', `Content-Length: ${body.length}`]
        const answer = await rawRequest(url, [...head, ...type], body)
        assert.match(answer, /^HTTP\/1\.1 405 .*allow: GET, HEAD\r\n.*"method-not-allowed"/s)
      })
    }
  }

  test('a method that no HTTP has: 400', async () => {
    const answer = await rawRequest(url, ['FETCH /data HTTP/1.1', 'Host: localhost'])
    assert.match(answer, /^HTTP\/1\.1 400 .*"bad-request"/s)
  })

  for (const second of ['Host: localhost', 'host: other.example']) {
    test(`two Host headers, the second ${second}: 400`, async () => {
      const head = ['GET /health/live HTTP/1.1', 'Host: localhost']
      const answer = await rawRequest(url, [...head, second])
      assert.match(answer, /^HTTP\/1\.1 400 .*"code":"bad-request"/s)
      assert.match(answer, /the request has 2 Host headers: send one/)
      assert.match(await rawRequest(url, head), /^HTTP\/1\.1 200 /)
    })
  }

  test('what is no HTTP: 400', async () => {
    const answer = await rawRequest(url, ['GARBAGE'])
    assert.match(answer, /^HTTP\/1\.1 400 .*application\/problem\+json.*"code":"bad-request"/s)
  })
})
