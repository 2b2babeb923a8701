import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTurbineModel } from '../../../src/source/seed/turbine-model.ts'
import type { TurbineState } from '../../../src/source/seed/turbine-model.ts'

const start = Date.UTC(2025, 0, 1) * 1000
const minute = 60e6

function statesOf(seed: number, minutes: number): TurbineState[] {
  const stateAt = createTurbineModel(seed)
  return Array.from({ length: minutes }, (_, index) => stateAt(start + index * minute))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Correlation of a series with itself, `lag` minutes later. */
function autocorrelation(values: readonly number[], lag: number): number {
  const middle = mean(values)
  const products = values
    .slice(lag)
    .map((value, index) => (value - middle) * (values[index]! - middle))
  return mean(products) / mean(values.map((value) => (value - middle) ** 2))
}

describe('the random turbine', () => {
  const year = statesOf(1, 365 * 1440)
  const wind = year.map(({ windSpeed }) => windSpeed)

  test('shows the same state at a minute whatever was asked before', () => {
    const stateAt = createTurbineModel(1)
    for (const index of [525_599, 1, 0, 100_000, 99_999, 100_001]) {
      assert.deepEqual(stateAt(start + index * minute), year[index])
    }
  })

  test('differs from seed to seed', () => {
    assert.notDeepEqual(statesOf(2, 10), year.slice(0, 10))
  })

  test('has a wind as Weibull has it: never negative, k = 2, scale = 8', () => {
    assert.ok(wind.every((speed) => speed >= 0 && speed <= 30))
    assert.ok(Math.abs(mean(wind) - 7.1) < 0.8, `mean ${mean(wind)}`)
    const share = wind.filter((speed) => speed > 8).length / wind.length
    assert.ok(Math.abs(share - Math.exp(-1)) < 0.06, `share above the scale ${share}`)
  })

  test('has a wind that keeps its mood: minutes are alike, days are not', () => {
    assert.ok(autocorrelation(wind, 1) > 0.97)
    assert.ok(autocorrelation(wind, 60) > 0.8)
    assert.ok(Math.abs(autocorrelation(wind, 20 * 1440)) < 0.3)
    const changes = wind.slice(1).map((speed, index) => Math.abs(speed - wind[index]!))
    assert.ok(mean(changes) > 0.05, 'gusts')
  })

  test('has power that follows the power curve and never exceeds the rated power', () => {
    assert.ok(year.every(({ power }) => power >= 0 && power <= 2000))
    assert.ok(year.every(({ windSpeed, power }) => windSpeed > 2.99 || power === 0))
    assert.ok(year.every(({ windSpeed, power }) => windSpeed <= 25 || power === 0))
    const atRated = year.filter(({ windSpeed }) => windSpeed > 12.5 && windSpeed < 24.5)
    assert.ok(mean(atRated.map(({ power }) => power)) > 1900)
    const atEight = year.filter(({ windSpeed }) => windSpeed === 8).map(({ power }) => power)
    assert.ok(Math.abs(mean(atEight) - 570) < 20, `power at 8 m/s ${mean(atEight)}`)
    assert.ok(new Set(atEight).size > 10, 'noise')
  })

  test('has a temperature with a daily wave, warmest in the afternoon', () => {
    const byHour = Array.from({ length: 24 }, (_, hour) =>
      mean(
        year
          .filter((_state, index) => Math.floor(index / 60) % 24 === hour)
          .map(({ ambientTemperature }) => ambientTemperature),
      ),
    )
    const warmest = byHour.indexOf(Math.max(...byHour))
    assert.ok(warmest >= 16 && warmest <= 20, `warmest at ${warmest} UTC`)
    assert.ok(Math.max(...byHour) - Math.min(...byHour) > 6)
  })

  test('is rounded as sensors round, and has no negative zero', () => {
    for (const { windSpeed, power, ambientTemperature } of year.slice(0, 20_000)) {
      assert.equal(windSpeed, Number(windSpeed.toFixed(2)))
      assert.equal(power, Number(power.toFixed(1)))
      assert.equal(ambientTemperature, Number(ambientTemperature.toFixed(2)))
      assert.ok(!Object.is(power, -0) && !Object.is(windSpeed, -0))
    }
  })
})
