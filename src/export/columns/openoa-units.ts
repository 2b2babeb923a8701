import { readDegrees } from '../../signal/direction.ts'
import type { OpenoaName } from './openoa-columns.ts'

/** The unit that OpenOA takes a column's values to be in. */
const expected: Readonly<Record<OpenoaName, string>> = {
  WMET_HorWdSpd: 'm/s',
  WMET_HorWdDir: 'deg',
  WMET_HorWdDirRel: 'deg',
  WMET_EnvTmp: 'C',
  WROT_BlPthAngVal: 'deg',
  WTUR_W: 'kW',
}

const factors: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'm/s': { 'm/s': 1, 'm s-1': 1, 'm.s-1': 1, mps: 1, 'km/h': 1 / 3.6 },
  kw: { kw: 1, w: 0.001, mw: 1000, gw: 1e6 },
  c: { c: 1, '°c': 1, ºc: 1, degc: 1, 'deg c': 1, celsius: 1, 'degrees celsius': 1 },
}

/** The unit that a column has in the file. */
export function openoaUnit(name: OpenoaName): string {
  return expected[name]
}

/** What values of a unit are multiplied by for a column; `undefined` where it is not known how. */
export function openoaFactor(name: OpenoaName, unit: string): number | undefined {
  const target = expected[name]
  if (target === 'deg') return readDegrees(unit) === undefined ? undefined : 1
  // Milliwatts no turbine has: mW is a slip for MW, and which of the two is not ours to guess.
  if (unit.trim() === 'mW') return undefined
  return factors[target.toLowerCase()]?.[unit.trim().toLowerCase()]
}
