import type { Frame } from '../../frame/frame.ts'
import { microsecondsPerMinute } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { createTurbineModel } from './turbine-model.ts'

const rowsPerFrame = 1440

/** Random data for [start, end): exactly one row a whole minute. The same seed gives the same rows. */
export function* generateFrames({ start, end }: Interval, seed: number): Generator<Frame> {
  const stateAt = createTurbineModel(seed)
  const step = microsecondsPerMinute
  const first = Math.ceil(start / step) * step
  for (let from = first; from < end; from += rowsPerFrame * step) {
    const rows = Math.min(rowsPerFrame, Math.ceil((end - from) / step))
    const time = new Float64Array(rows)
    const windSpeed = new Float64Array(rows)
    const power = new Float64Array(rows)
    const ambientTemperature = new Float64Array(rows)
    for (let row = 0; row < rows; row++) {
      const instant = from + row * step
      const state = stateAt(instant)
      time[row] = instant
      windSpeed[row] = state.windSpeed
      power[row] = state.power
      ambientTemperature[row] = state.ambientTemperature
    }
    const columns = new Map([
      ['wind_speed', windSpeed],
      ['power', power],
      ['ambient_temperature', ambientTemperature],
    ])
    yield { time, columns }
  }
}
