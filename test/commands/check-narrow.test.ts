import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runMinuano } from '../support/minuano.ts'
import { createPlant, createTargetPlant, makeFolder, runCheck } from '../support/plant.ts'
import type { Plant } from '../support/plant.ts'

const urls = (source: Plant, target: Plant) => ({
  SOURCE_DATABASE_URL: source.url,
  TARGET_DATABASE_URL: target.url,
})

/** A hundred turbines of twenty signals, and some tags besides: ten minutes of values as texts, of each. */
async function createHistorian(codes = 'case when n = 3 then 0 else 192 end'): Promise<Plant> {
  const plant = await createPlant()
  await plant.run(
    'create schema hist',
    'create table hist.archive (tag_name text, ts timestamptz, value text, quality int)',
    `insert into hist.archive
     select tag, timestamptz '2025-03-01T00:00Z' + n * interval '1 minute', case n when 4 then 'No Data' else n::text end, ${codes}
     from (select 'PARK.T' || lpad(u::text, 3, '0') || '.' || case s when 1 then 'Wind Speed' when 2 then 'Power' else 'S' || s end as tag
         from generate_series(1, 100) u, generate_series(1, 20) s
       union all values ('Grid frequency'), ('SUBSTATION'), ('Met mast')) tags, generate_series(0, 9) n`,
    `grant usage on schema hist to "${plant.role}"`,
    `grant select on hist.archive to "${plant.role}"`,
  )
  return plant
}

describe('minuano check --write of a table with a row a value', () => {
  test('writes settings for two thousand tags, without an index, by which a day is loaded', async () => {
    const target = await createTargetPlant()
    const env = urls(await createHistorian(), target)
    const folder = makeFolder()
    const found = await runCheck(env, ['--write'], folder)
    assert.deepEqual(found.faults(), [])
    assert.equal(found.written, 'minuano.json')
    const file = JSON.parse(readFileSync(join(folder, 'minuano.json'), 'utf8')) as {
      variables: Record<string, unknown>
      source: unknown
    }
    assert.deepEqual(file.source, {
      table: 'hist.archive',
      timeColumn: 'ts',
      layout: 'narrow',
      valueColumn: 'value',
      tagColumn: 'tag_name',
      tagPattern: 'PARK.{asset}.{variable}',
      qualityColumn: 'quality',
      qualityKind: 'opc-da',
    })
    assert.equal(Object.keys(file.variables).length, 20)
    assert.deepEqual(file.variables['wind_speed'], { column: 'Wind Speed' })
    const note = found.find(/^3 tags name no variable, .*: (?=.*Grid frequency)(?=.*SUBSTATION)/)
    assert.equal(note.part, 'Source')
    assert.match(found.find(/its codes are those of opc-da/).text, /"192" 18\d+, "0" \d+/)
    const args = ['run', '2025-03-01', '--assets', 'T001,T100']
    const loaded = await runMinuano(args, env, folder)
    assert.equal(loaded.code, 0, loaded.stderr)
    const rows = await target.rows<{ name: string; value: number }>(
      `select name, value from data join signal on id = signal_id
       where name ~ '(wind_speed|power)_mean$' order by name`,
    )
    // Of 0 to 9 the bad one and the text are left out.
    assert.deepEqual(
      rows.map(({ name, value }) => [name, value]),
      ['T001', 'T100'].flatMap((asset) =>
        ['power', 'wind_speed'].map((variable) => [`${asset}.${variable}_mean`, 38 / 8]),
      ),
    )
    assert.deepEqual((await runCheck(env, [], folder)).faults(), [])
  })

  test('asks of which kind codes are that do not tell, and writes nothing before', async () => {
    const env = urls(await createHistorian('n % 2'), await createTargetPlant())
    const folder = makeFolder()
    const found = await runCheck(env, ['--write'], folder)
    const [fault, ...others] = found.faults()
    assert.deepEqual(others, [])
    assert.match(fault!.text, /^of which kind are the codes of quality\? .*"0" \d+, "1" \d+/)
    assert.ok(!existsSync(join(folder, 'minuano.json')))
    const then = await runCheck({ ...env, SOURCE_QUALITY_KIND: 'aveva' }, ['--write'], folder)
    assert.equal(then.written, 'minuano.json', JSON.stringify(then.faults()))
  })

  test('asks how samples come that no clock makes, and writes what is answered', async () => {
    const source = await createHistorian()
    await source.run(
      `update hist.archive set ts = ts + make_interval(secs => mod(abs(hashint4(extract(minute from ts)::int)), 50))`,
    )
    const env = urls(source, await createTargetPlant())
    const folder = makeFolder()
    const found = await runCheck(env, ['--write'], folder)
    assert.equal(found.written, null)
    assert.equal(found.find(/^how do samples of .* come\?/).level, 'fault')
    const then = await runCheck({ ...env, SOURCE_SAMPLING: 'on-change' }, ['--write'], folder)
    assert.equal(then.written, 'minuano.json', JSON.stringify(then.faults()))
    const file = JSON.parse(readFileSync(join(folder, 'minuano.json'), 'utf8')) as {
      source: Record<string, unknown>
    }
    assert.equal(file.source['sampling'], 'on-change')
  })
})
