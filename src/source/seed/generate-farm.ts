import type { AssetFrame } from '../../frame/frame.ts'
import { microsecondsPerMinute } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { farmNames } from './farm-names.ts'
import { spoil } from './farm-faults.ts'
import type { FarmFault, Held } from './farm-faults.ts'
import { createNoise } from './seeded-noise.ts'
import type { Noise } from './seeded-noise.ts'
import {
  createTurbineModel,
  greatestWindSpeed,
  powerCurve,
  ratedPower,
  round,
} from './turbine-model.ts'
import { createWakes } from './wakes.ts'

/** Minutes of all turbines that are made at once, of which the free wind is kept: a month. */
const minutesAtOnce = 31 * 1440
/** Wakes are those of the direction at the beginning of each ten minutes. */
const minutesOfWakes = 10

/** Seeds of the noises, beside those of the turbine's model. */
const channels = { direction: 10, first: 100, ofTurbine: 3 }

/**
 * Random data for [start, end): one row a whole minute of each of T01, T02 and on, turbine by turbine and month by
 * month. All meet one wind, that of the single turbine of the same seed, less the wakes of those that stand before
 * them, and each one's own gusts. The same seed gives the same rows, but for faults.
 */
export function* generateFarm(
  { start, end }: Interval,
  seed: number,
  assets: number,
  faults: readonly FarmFault[] = [],
): Generator<AssetFrame> {
  const step = microsecondsPerMinute
  const names = farmNames(assets)
  const turbines = names.map((_, i) => noisesOf(seed, i))
  const stateAt = createTurbineModel(seed)
  const turning = createNoise(seed, channels.direction, [
    [72 * 60, 0.6],
    [18 * 60, 0.3],
    [3 * 60, 0.1],
  ])
  const held: Held = new Map()
  const wakesOf = createWakes(assets)
  const first = Math.ceil(start / step)
  for (let from = first; from * step < end; from += minutesAtOnce) {
    const minutes = Math.min(minutesAtOnce, Math.ceil(end / step) - from)
    const free = Array.from({ length: minutes }, (_, i) => stateAt((from + i) * step))
    const blocks = Math.ceil((from + minutes) / minutesOfWakes) - Math.floor(from / minutesOfWakes)
    const firstBlock = Math.floor(from / minutesOfWakes)
    const wakes = Array.from({ length: blocks }, (_, i) =>
      wakesOf(Math.PI / 4 + turning((firstBlock + i) * minutesOfWakes)),
    )
    for (const [turbine, name] of names.entries()) {
      const { gusts, turbulence, warmth } = turbines[turbine]!
      const time = new Float64Array(minutes)
      const windSpeed = new Float64Array(minutes)
      const power = new Float64Array(minutes)
      const ambientTemperature = new Float64Array(minutes)
      for (let row = 0; row < minutes; row++) {
        const minute = from + row
        const state = free[row]!
        const wake = wakes[Math.floor(minute / minutesOfWakes) - firstBlock]![turbine]!
        const gust = 1 + 0.05 * gusts(minute)
        const speed = Math.min(greatestWindSpeed, Math.max(0, state.windSpeed * wake * gust))
        const output = powerCurve(speed) * (1 + 0.025 * turbulence(minute))
        time[row] = minute * step
        windSpeed[row] = round(speed, 100)
        power[row] = round(Math.min(ratedPower, Math.max(0, output)), 10)
        ambientTemperature[row] = round(state.ambientTemperature + 0.2 * warmth(minute), 100)
      }
      const columns = new Map([
        ['wind_speed', windSpeed],
        ['power', power],
        ['ambient_temperature', ambientTemperature],
      ])
      const own = faults.filter(({ asset }) => asset === name)
      yield { asset: name, frame: spoil({ time, columns }, own, held) }
    }
  }
}

/** What is a turbine's own. */
function noisesOf(seed: number, turbine: number): Record<'gusts' | 'turbulence' | 'warmth', Noise> {
  const channel = channels.first + turbine * channels.ofTurbine
  return {
    gusts: createNoise(seed, channel, [
      [20, 0.4],
      [5, 0.3],
      [1, 0.3],
    ]),
    turbulence: createNoise(seed, channel + 1, [
      [15, 0.4],
      [1, 0.6],
    ]),
    warmth: createNoise(seed, channel + 2, [
      [24 * 60, 0.8],
      [1, 0.2],
    ]),
  }
}
