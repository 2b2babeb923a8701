import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFarmPipeline, fillFarm } from '../support/farm-pipeline.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

describe('minuano exclude', () => {
  test('takes samples out, says which sync makes the days again, lists and undoes', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 2 * 1440))
    const env = {
      ...{ CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl },
      MINUANO_TIME_ZONE: 'America/Sao_Paulo',
    }
    const minuano = (...args: string[]) => runMinuano(args, env)
    const some = ['--from', '2025-01-03T06:00', '--to', '2025-01-03T08:00', '--reason', 'icing']
    const nothing = await minuano('exclude', '--variables', 'power', ...some)
    assert.deepEqual([nothing.code, /nothing is loaded yet/.test(nothing.stderr)], [2, true])
    await minuano('backfill', '2025-01-03', '2025-01-03')
    for (const [args, says] of [
      [['exclude', ...some], /of which variables: --variables/],
      [['exclude', '--variables', 'power', ...some.slice(0, 4)], /give a --reason/],
      [
        ['exclude', '--variables', 'power', '--from', 'noon', ...some.slice(2)],
        /"noon" is no time/,
      ],
      [
        ['exclude', '--variables', 'power', '--from', '0001-01-01', ...some.slice(2)],
        /more than a hundred years/,
      ],
      [['exclude', '--variables', 'power', ...some, '--list'], /one of --from, --list and --undo/],
      [['exclude', '--undo', '7'], /no exclusion 7/],
    ] as const) {
      const { code, stderr } = await minuano(...args)
      assert.equal(code, 2)
      assert.match(stderr, says)
    }
    const unknown = await minuano('exclude', '--variables', 'powr', ...some)
    assert.equal(unknown.code, 1)
    assert.match(
      unknown.stderr,
      /has no variable "powr" \(did you mean power\?\); it has power, wind_speed/,
    )
    const other = await minuano('exclude', '--asset', 'T07', '--variables', 'power', ...some)
    assert.match(other.stderr, /the Target knows no asset/)

    const made = await minuano(
      'exclude',
      '--variables',
      'power,wind_speed',
      ...some,
      '--by',
      'alice',
    )
    assert.deepEqual(
      [made.code, made.stdout],
      [
        0,
        `excluded power, wind_speed from 2025-01-03T09:00:00Z to 2025-01-03T11:00:00Z, the end not included: icing (numbers 1 to 2: --undo takes it back)
1 loaded day is as before until it is made again: minuano sync --from 2025-01-03 --to 2025-01-03
`,
      ],
    )
    // As it says.
    const sync = await minuano('sync', '--from', '2025-01-03', '--to', '2025-01-03')
    assert.match(
      sync.stderr,
      /2025-01-03: samples were excluded by hand since \(wind_speed, power\)/,
    )
    assert.match(
      sync.stderr,
      /left out: 120 of wind_speed excluded by hand, 120 of power excluded by hand/,
    )
    assert.match(sync.stdout, /; excluded by hand: 240$/m)
    const status = await minuano('status')
    assert.match(status.stdout, /wind_speed: 120 excluded by hand; power: 120 excluded by hand/)
    const { days } = JSON.parse((await minuano('status', '--json')).stdout) as {
      days: { excluded?: number }[]
    }
    assert.equal(days[0]!.excluded, 240)

    const later = await minuano(
      ...['exclude', '--variables', 'power', '--from', '2025-02-03', '--to', '2025-02-04'],
      ...['--reason', 'test', '--json'],
    )
    assert.partialDeepStrictEqual(JSON.parse(later.stdout), {
      excluded: [{ id: 3, from: '2025-02-03T03:00:00.000000Z', reason: 'test', isInForce: true }],
      days: [],
    })
    const undone = await minuano('exclude', '--undo', '1,2', '--by', 'bob')
    assert.match(undone.stdout, /^undone 1: power from .*\nundone 2: wind_speed from .*\n/)
    assert.match(undone.stdout, /minuano sync --from 2025-01-03 --to 2025-01-03$/m)
    assert.match((await minuano('exclude', '--undo', '1')).stdout, /^undone before: 1\n$/)
    assert.match(
      (await minuano('sync', '--from', '2025-01-03', '--to', '2025-01-03')).stdout,
      /^1 of 1/,
    )
    assert.doesNotMatch((await minuano('status')).stdout, /excluded/)
    const list = (await minuano('exclude', '--list')).stdout.split('\n')
    assert.match(
      list[0]!,
      /^1  power  2025-01-03T09:00:00Z to 2025-01-03T11:00:00Z  icing \(\S+ by alice, undone \S+ by bob\)$/,
    )
    assert.equal(list.length, 4)
  })

  test('names the day after too, which reads what it leaves out', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-31T00:00:00Z', 2 * 1440))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)
    await minuano('backfill', '2025-01-31', '2025-02-01')
    const made = await minuano(
      ...['exclude', '--variables', 'wind_speed', '--from', '2025-01-31', '--to', '2025-02-01'],
      ...['--reason', 'test'],
    )
    const [first, last] = ['2025-01-31', '2025-02-01']
    assert.match(
      made.stdout,
      /^2 loaded days are as before until they are made again: minuano sync --from 2025-01-31 --to 2025-02-01$/m,
    )
    assert.match((await minuano('sync', '--from', first, '--to', last)).stdout, /^2 of 2 days/m)
    // Nothing of the day after reads what is left out of noon.
    const noon = await minuano(
      ...['exclude', '--variables', 'wind_speed', '--from', '2025-01-31T12:00'],
      ...['--to', '2025-01-31T13:00', '--reason', 'test'],
    )
    assert.match(noon.stdout, /sync --from 2025-01-31 --to 2025-01-31$/m)
  })

  test('names the sync of a farm that has one turbine yet as that of a farm', async () => {
    const { source, connector, target, targetUrl } = await createFarmPipeline()
    await fillFarm(source, ['T01'], '2025-01-03', 1)
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    await runMinuano(['run', '2025-01-03'], env)
    const made = await runMinuano(
      [
        ...['exclude', '--asset', 'T01', '--variables', 'power', '--from', '2025-01-03T06:00'],
        ...['--to', '2025-01-03T07:00', '--reason', 'icing'],
      ],
      { ...env, SOURCE_ASSET_COLUMN: 'turbine' },
    )
    assert.match(made.stdout, /sync --from 2025-01-03 --to 2025-01-03 --assets T01\n$/)
    assert.equal((await target.client.query('select from exclusion')).rowCount, 1)
  })

  test('is of one turbine of a farm, and no other is made again', async () => {
    const { source, connector, target, targetUrl } = await createFarmPipeline()
    await fillFarm(source, ['T01', 'T02'], '2025-01-03', 1)
    const env = {
      CONNECTOR_URL: connector.url,
      TARGET_DATABASE_URL: targetUrl,
      MINUANO_ASSET_PREFIX: 'f-',
    }
    const minuano = (...args: string[]) => runMinuano(args, env)
    await minuano('run', '2025-01-03')
    const some = [
      '--variables',
      'power',
      '--from',
      '2025-01-03T06:00',
      '--to',
      '2025-01-03T07:00',
      '--reason',
      'icing',
    ]
    assert.match(
      (await minuano('exclude', ...some)).stderr,
      /of which asset: give --asset; the Target has f-T01, f-T02/,
    )
    const typo = await minuano('exclude', '--asset', 'f-T2', ...some)
    assert.match(typo.stderr, /knows no asset "f-T2" \(did you mean f-T0[12]\?\)/)
    const made = await minuano('exclude', '--asset', 'T02', ...some)
    assert.match(
      made.stdout,
      /^excluded power of f-T02 .*\n.* minuano sync --from 2025-01-03 --to 2025-01-03 --assets T02\n$/,
    )
    assert.match(
      (await minuano('sync', '--from', '2025-01-03', '--to', '2025-01-03')).stdout,
      /1 of 1 days of assets loaded/,
    )
    const status = await minuano('status')
    assert.match(status.stdout, /^2025-01-03  1 of 2 assets whole; .*excluded by hand: f-T02 60/m)
    const excluded = async () =>
      (
        await target.client.query<{ line: string }>(
          `select concat_ws(' ', asset, variable, excluded, valid) as line from load order by asset, variable`,
        )
      ).rows.map(({ line }) => line)
    const expected = [
      'f-T01 power 0 1440',
      'f-T01 wind_speed 0 1440',
      'f-T02 power 60 1380',
      'f-T02 wind_speed 0 1440',
    ]
    assert.deepEqual(await excluded(), expected)
    // Any load honours it.
    await minuano('forget', '--all-days', '--all-assets', '--yes')
    await minuano('run', '2025-01-03')
    assert.deepEqual(await excluded(), expected)
  })
})
