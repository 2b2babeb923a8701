import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestSource, serve } from './serving.ts'

const { url: sourceUrl } = await createTestSource(`
  create schema scada;
  create table scada."10 Min" (
    "Data/Hora" timestamp, "Vento, médio" real, "Potência" numeric(8, 1), estado text, "%" int);
  comment on column scada."10 Min"."Vento, médio" is 'm/s';
  insert into scada."10 Min" values
    ('2018-11-04 01:00', 7.1, 1500.5, 'ok', 99), ('2018-11-04 01:10:00.5', 0.1, null, 'ok', null),
    (null, 1, 1, 'ok', 1), ('2018-11-03 23:50', 8, 1600, 'ok', 98)`)

describe('a Source that others made', async () => {
  const { url } = await serve({
    SOURCE_DATABASE_URL: sourceUrl,
    SOURCE_TABLE: 'scada.10 Min',
    SOURCE_TIME_COLUMN: 'Data/Hora',
    SOURCE_TIME_ZONE: 'America/Sao_Paulo',
    SOURCE_COLUMNS: 'power=Potência,state_code=%',
    MINUANO_TIME_ZONE: 'America/Sao_Paulo',
  })

  test('shows its variables under their names here, and its period', async () => {
    const response = await fetch(`${url}/variables`)
    const period = { first: '2018-11-04T02:50:00.000000Z', last: '2018-11-04T03:10:00.500000Z' }
    assert.deepEqual(await response.json(), {
      time_zone: 'America/Sao_Paulo',
      ...period,
      variables: [
        { name: 'Vento, médio', unit: 'm/s', type: 'real', ...period },
        { name: 'power', unit: null, type: 'numeric(8,1)', ...period },
        { name: 'state_code', unit: null, type: 'integer', ...period },
      ],
    })
  })

  test('gives a day as the plant’s calendar has it', async () => {
    const response = await fetch(`${url}/data?start=2018-11-04&end=2018-11-05&format=csv`)
    assert.equal(
      response.headers.get('minuano-interval'),
      '2018-11-04T03:00:00Z/2018-11-05T02:00:00Z',
    )
    assert.deepEqual((await response.text()).split('\n'), [
      'timestamp,"Vento, médio",power,state_code',
      '2018-11-04T03:00:00.000000Z,7.099999904632568,1500.5,99.0',
      '2018-11-04T03:10:00.500000Z,0.10000000149011612,,',
      '',
    ])
  })

  test('knows a variable whose name has a comma in it, beside others', async () => {
    const query = new URLSearchParams([
      ['start', '2018-11-04'],
      ['end', '2018-11-05'],
      ['variables', 'Vento, médio'],
      ['variables', 'state_code,power'],
    ])
    const response = await fetch(`${url}/data?${query.toString()}`)
    assert.deepEqual(((await response.json()) as unknown[])[1], {
      timestamp: '2018-11-04T03:10:00.500000Z',
      'Vento, médio': 0.10000000149011612,
      state_code: null,
      power: null,
    })
  })

  test('is empty where it has no rows at all', async () => {
    const empty = await createTestSource('create table data ("timestamp" timestamptz(0), a int)')
    const { url } = await serve({ SOURCE_DATABASE_URL: empty.url })
    const variables = await fetch(`${url}/variables`)
    assert.deepEqual(await variables.json(), {
      time_zone: 'UTC',
      first: null,
      last: null,
      variables: [{ name: 'a', unit: null, type: 'integer', first: null, last: null }],
    })
    const data = await fetch(`${url}/data?start=2025-01-01&end=2025-01-02`)
    assert.deepEqual(await data.json(), [])
  })
})
