import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnsOfAsset } from '../../../src/export/columns/columns-of-asset.ts'
import type { Kind } from '../../../src/signal/kind.ts'

function remarksOf(unit: string | null, kinds?: Record<string, Kind>): string[] {
  const remarks: string[] = []
  columnsOfAsset(
    [{ name: 'WMET_HorWdDir', variable: 'wind_dir', statistic: 'mean' }],
    [{ id: 1, asset: 'T01', variable: 'wind_dir', statistic: 'mean', unit }],
    kinds && new Map(Object.entries(kinds)),
    (remark) => remarks.push(remark),
  )
  return remarks
}

test('a wind direction that is averaged as a scalar is told, as OpenOA takes it for an angle', () => {
  const told = /^wind_dir is no angle by these settings.*WMET_HorWdDir they are wrong around north/
  assert.match(remarksOf(null)[0]!, told)
  assert.match(remarksOf('deg', { wind_dir: 'scalar' })[0]!, told)
  assert.deepEqual(remarksOf('deg'), [])
  assert.equal(remarksOf(null, { wind_dir: 'direction' }).length, 1)
  assert.match(remarksOf(null, { wind_dir: 'direction' })[0]!, /has no unit in the Target/)
})
