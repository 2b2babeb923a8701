import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RegisterEntry } from '../../../src/target/register/register-entry.ts'
import { writeRegister } from '../../../src/target/register/write-register.ts'
import { createTestTarget } from '../../support/target.ts'

const none: RegisterEntry = {
  validFrom: null,
  type: null,
  ratedPower: null,
  hubHeight: null,
  rotorDiameter: null,
  latitude: null,
  longitude: null,
  cutInSpeed: null,
  minutesAre: null,
}
const first = { ...none, type: 'V90', ratedPower: 2000, hubHeight: 80.5, latitude: -29.123456789 }
const uprated = { ...first, validFrom: '2024-06-01', ratedPower: 2200 }

test('the register is written where it differs, of the named assets, and never half', async () => {
  const { target } = await createTestTarget()
  const dump = async () =>
    (
      await target.client.query<{ row: string }>(
        `select concat_ws(' ', asset, coalesce(valid_from::text, 'ever'), type, rated_power, hub_height, latitude, xmin) as row
         from asset_register order by asset, valid_from nulls first`,
      )
    ).rows.map(({ row }) => row)
  const texts = async () => (await dump()).map((row) => row.replace(/ \d+$/, ''))
  assert.equal(
    await writeRegister(
      target,
      new Map([
        ['', [first, uprated]],
        ['T01', [none]],
      ]),
    ),
    true,
  )
  const [before, ...others] = await dump()
  assert.deepEqual(await texts(), [
    ' ever V90 2000 80.5 -29.123456789',
    ' 2024-06-01 V90 2200 80.5 -29.123456789',
    'T01 ever',
  ])
  assert.equal(await writeRegister(target, new Map([['', [uprated, first]]])), false)
  assert.deepEqual(await dump(), [before, ...others])
  await assert.rejects(writeRegister(target, new Map([['', [first, first]]])), /asset_register_key/)
  assert.deepEqual(await dump(), [before, ...others])
  assert.equal(await writeRegister(target, new Map([['', []]])), true)
  assert.deepEqual(await texts(), ['T01 ever'])
})
