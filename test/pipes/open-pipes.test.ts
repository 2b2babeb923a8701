import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openPipes } from '../../src/pipes/open-pipes.ts'
import { createPipesEnvironment, encodeParameters, readMessages } from './pipes-environment.ts'
import { noAsset, oneDay, severalDays } from './recorded-contexts.ts'

const program = fileURLToPath(new URL('programs/every-message.ts', import.meta.url))

describe('the context', () => {
  test('is read from the file that the parameters name', () => {
    const { env } = createPipesEnvironment(oneDay)
    const { context } = openPipes(env)
    assert.deepEqual(context, {
      assetKeys: ['ten_minute_statistics'],
      codeVersionByAssetKey: { ten_minute_statistics: null },
      provenanceByAssetKey: { ten_minute_statistics: null },
      partitionKey: '2025-01-03',
      partitionKeyRange: { start: '2025-01-03', end: '2025-01-03' },
      partitionTimeWindow: { start: '2025-01-03T00:00:00+00:00', end: '2025-01-04T00:00:00+00:00' },
      runId: '55af764b-ec0e-491f-a442-6c931e475db8',
      jobName: 'load_days',
      retryNumber: 0,
      extras: { partition_keys: ['2025-01-03'] },
    })
  })

  test('is read from the parameters themselves', () => {
    const { env } = createPipesEnvironment(oneDay)
    const inline = encodeParameters({ data: severalDays })
    const { context } = openPipes({ ...env, DAGSTER_PIPES_CONTEXT: inline })
    assert.equal(context?.partitionKey, null)
    assert.equal(context.retryNumber, 1)
    assert.deepEqual(context.extras['partition_keys'], ['2025-01-03', '2025-01-04'])
  })

  test('is read from a variable that Dagster wrote', () => {
    const written = 'eJyrVipILMlQslJQ0i/JLQDhxKRk/eT8vJLUihKlWgClqQri'
    const { env } = createPipesEnvironment(oneDay)
    assert.throws(() => openPipes({ ...env, DAGSTER_PIPES_CONTEXT: written }), {
      code: 'ENOENT',
      path: '/tmp/tmpabc/context',
    })
  })

  for (const [what, env, message] of [
    ['is no base64 of JSON', { DAGSTER_PIPES_CONTEXT: 'x' }, /DAGSTER_PIPES_CONTEXT does not hold/],
    [
      'is neither path nor data',
      { DAGSTER_PIPES_CONTEXT: encodeParameters({}) },
      /neither a path nor data/,
    ],
    ['comes without messages', { DAGSTER_PIPES_MESSAGES: undefined }, /MESSAGES is missing/],
    [
      'comes with messages to nowhere',
      { DAGSTER_PIPES_MESSAGES: encodeParameters({}) },
      /no path and no stream/,
    ],
    [
      'comes with messages to no stream of ours',
      { DAGSTER_PIPES_MESSAGES: encodeParameters({ stdio: 'stdlog' }) },
      /cannot go to "stdlog"/,
    ],
  ] as const) {
    test(`that ${what} is an error`, () => {
      assert.throws(() => openPipes({ ...createPipesEnvironment(oneDay).env, ...env }), message)
    })
  }
})

describe('messages', () => {
  test('are lines of ASCII, each with version, method and all its parameters', () => {
    const { env, text, messages } = createPipesEnvironment(oneDay)
    const pipes = openPipes(env)
    pipes.log('warning', 'São José ≤ 🌬 \ud83c')
    pipes.reportMaterialization({ metadata: { rows: 1440, mean: 7.5 } })
    pipes.reportCheck({ name: 'is_whole', passed: true })
    pipes.reportCustom({ type: 'day' })
    pipes.close()
    assert.match(text(), /^[\x00-\x7e]*\n$/)
    assert.ok(messages().every((message) => message.__dagster_pipes_version === '0.1'))
    assert.deepEqual(
      messages().map(({ method, params }) => [method, params]),
      [
        ['opened', { extras: {} }],
        ['log', { message: 'São José ≤ 🌬 \ufffd', level: 'WARNING' }],
        [
          'report_asset_materialization',
          {
            asset_key: 'ten_minute_statistics',
            data_version: null,
            metadata: {
              rows: { type: 'int', raw_value: 1440 },
              mean: { type: 'float', raw_value: 7.5 },
            },
          },
        ],
        [
          'report_asset_check',
          {
            asset_key: 'ten_minute_statistics',
            check_name: 'is_whole',
            passed: true,
            severity: 'ERROR',
            metadata: {},
          },
        ],
        ['report_custom_message', { payload: { type: 'day' } }],
        ['closed', {}],
      ],
    )
  })

  test('pass the filter, every text of them', () => {
    const { env, text } = createPipesEnvironment(oneDay)
    const pipes = openPipes(env, { filter: (line) => line.replace('secret', '***') })
    pipes.log('info', 'a secret')
    pipes.reportCustom({ url: ['secret'] })
    pipes.close(new Error('the secret'))
    assert.doesNotMatch(text(), /secret/)
    assert.equal(text().match(/\*\*\*/g)?.length, 3)
  })

  test('end with closed, said once, and nothing follows', () => {
    const { env, messages } = createPipesEnvironment(oneDay)
    const pipes = openPipes(env)
    pipes.close(new TypeError('no wind', { cause: new Error('calm') }))
    pipes.close()
    pipes.log('info', 'too late')
    const [opened, closed, ...more] = messages()
    assert.deepEqual([opened?.method, closed?.method, more], ['opened', 'closed', []])
    const exception = closed?.params['exception'] as Record<string, unknown>
    assert.deepEqual([exception['message'], exception['name']], ['no wind', 'TypeError'])
    assert.deepEqual((exception['cause'] as Record<string, unknown>)['message'], 'calm')
    assert.match((exception['stack'] as string[])[0]!, /open-pipes\.test\.ts/)
  })

  test('of a step with no asset, or several, want its key', () => {
    for (const assets of [null, ['a', 'b']]) {
      const { env, messages } = createPipesEnvironment({ ...noAsset, asset_keys: assets })
      const pipes = openPipes(env)
      assert.throws(() => pipes.reportMaterialization(), /assetKey is needed/)
      pipes.reportMaterialization({ assetKey: 'a' })
      assert.equal(messages().at(-1)?.params['asset_key'], 'a')
    }
  })

  for (const stream of ['stdout', 'stderr'] as const) {
    for (const channel of ['stdio', 'buffered_stdio']) {
      test(`go to ${stream} by ${channel}`, async () => {
        const ended = await promisify(execFile)(process.execPath, [program], {
          env: {
            DAGSTER_PIPES_CONTEXT: encodeParameters({ data: oneDay }),
            DAGSTER_PIPES_MESSAGES: encodeParameters({ [channel]: stream }),
          },
        })
        const methods = readMessages(ended[stream]).map(({ method }) => method)
        assert.equal(methods.length, 8)
        assert.deepEqual([methods[0], methods.at(-1)], ['opened', 'closed'])
        assert.equal(ended[stream === 'stdout' ? 'stderr' : 'stdout'], '')
      })
    }
  }
})

test('outside Dagster every call does nothing', () => {
  const pipes = openPipes({})
  assert.equal(pipes.context, undefined)
  pipes.log('info', 'nobody listens')
  pipes.reportMaterialization()
  pipes.reportCheck({ name: 'none', passed: false })
  pipes.reportCustom(1)
  pipes.close(new Error('nobody listens'))
})
