import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPlant, lookAtPlant, minutesUpToNow } from '../../support/plant.ts'

const names = 'op_status,nacelle_state,energy_total,total_loss,power'

test('a look at a Source proposes states and counters, by name and values together, and makes none', async () => {
  const plant = await createPlant()
  await plant.run(
    `create table data ("timestamp" timestamptz primary key, op_status float8, nacelle_state float8,
       energy_total float8, total_loss float8, power float8)`,
    `insert into data select t, extract(hour from t)::int % 3, sin(extract(epoch from t)),
       extract(epoch from t) / 600, sin(extract(epoch from t)), extract(epoch from t) from ${minutesUpToNow}`,
    `grant select on data to "${plant.role}"`,
  )
  const found = await lookAtPlant(plant, { MINUANO_VARIABLES: names })
  const proposed = found.findings.flatMap(({ settings = [] }) => settings)
  assert.deepEqual(
    proposed.filter((setting) => setting.startsWith('MINUANO_KINDS')),
    ['MINUANO_KINDS=op_status=state', 'MINUANO_KINDS=energy_total=counter'],
  )
  assert.equal(found.find(/op_status has few whole numbers/).level, 'unconfirmed')
  const answered = await lookAtPlant(plant, {
    MINUANO_VARIABLES: names,
    MINUANO_KINDS: 'op_status=scalar,energy_total=counter',
  })
  assert.ok(!answered.findings.some(({ text }) => /few whole|hardly ever/.test(text)))
})
