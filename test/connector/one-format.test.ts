import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formats } from '../../src/connector/answer/formats.ts'
import { createSeededSource, readProblem, serve } from './serving.ts'

const { url: sourceUrl } = await createSeededSource()
const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl })
const query = 'start=2025-01-01T00:00&end=2025-01-01T03:00&variables=power'

for (const { name, contentType } of formats) {
  describe(`/data.${name}`, () => {
    const own = (more = '', headers = {}) =>
      fetch(`${url}/data.${name}?${query}${more}`, { headers })

    test('answers as /data does with this format, whatever is accepted', async () => {
      const asked = await fetch(`${url}/data?${query}&format=${name}`)
      const expected = Buffer.from(await asked.arrayBuffer())
      for (const accept of ['*/*', 'text/html', 'application/json', 'text/csv', 'image/png']) {
        const response = await own('', { accept })
        assert.equal(response.status, 200)
        assert.equal(response.headers.get('content-type'), contentType)
        assert.doesNotMatch(response.headers.get('vary') ?? '', /accept(?!-)/)
        assert.deepEqual(Buffer.from(await response.arrayBuffer()), expected)
      }
    })

    test('takes points and reasons, and no format', async () => {
      assert.equal((await own('&points=5&reasons=true')).headers.get('minuano-points'), 'thinned')
      const { status, detail } = await readProblem(await own('&format=csv'))
      assert.equal(status, 422)
      assert.match(detail, /"format" is not known; the parameters here are start, end, variables/)
    })

    test('answers HEAD, and no other method', async () => {
      const head = await fetch(`${url}/data.${name}?${query}`, { method: 'HEAD' })
      assert.deepEqual([head.status, head.headers.get('content-type')], [200, contentType])
      const post = await fetch(`${url}/data.${name}?${query}`, { method: 'POST' })
      assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD'])
    })
  })
}
