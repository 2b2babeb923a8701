import { microsecondsPerMinute } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import { createNoise } from './seeded-noise.ts'

/** What a turbine's sensors show at a minute, rounded as sensors round. */
export interface TurbineState {
  /** m/s */
  readonly windSpeed: number
  /** kW */
  readonly power: number
  /** degC */
  readonly ambientTemperature: number
}

const hour = 60
const day = 24 * hour
const year = 365.25 * day

export const ratedPower = 2000
const cutInSpeed = 3
const ratedSpeed = 12
const cutOutSpeed = 25
export const greatestWindSpeed = 30

/** Weibull's scale (m/s); with its shape of 2 a mean wind of 7.1 m/s. */
const weibullScale = 8

/**
 * A random but believable turbine in southern Brazil: a pure function of seed and minute. Wind has
 * the Weibull distribution and keeps its mood for days, hours and minutes; power follows the wind by
 * the power curve; temperature has a daily and a yearly wave.
 */
export function createTurbineModel(seed: number): (instant: Instant) => TurbineState {
  const weather = createNoise(seed, 1, [
    [96 * hour, 0.3],
    [36 * hour, 0.25],
    [12 * hour, 0.2],
    [4 * hour, 0.12],
    [80, 0.07],
    [25, 0.03],
    [7, 0.018],
    [1, 0.012],
  ])
  const turbulence = createNoise(seed, 2, [
    [15, 0.4],
    [1, 0.6],
  ])
  const airMass = createNoise(seed, 3, [
    [72 * hour, 0.7],
    [18 * hour, 0.25],
    [2 * hour, 0.04],
    [1, 0.01],
  ])
  return (instant) => {
    const minute = Math.floor(instant / microsecondsPerMinute)
    const windSpeed = Math.min(greatestWindSpeed, weibull(weather(minute)))
    const output = powerCurve(windSpeed) * (1 + 0.025 * turbulence(minute))
    // The day is warmest at 15:00 by the sun (UTC-3), the year in the middle of January.
    const daily = 4.5 * Math.cos((2 * Math.PI * (minute - 18 * hour)) / day)
    const yearly = 5 * Math.cos((2 * Math.PI * (minute - 15 * day)) / year)
    return {
      windSpeed: round(windSpeed, 100),
      power: round(Math.min(ratedPower, Math.max(0, output)), 10),
      ambientTemperature: round(19 + daily + yearly + 2.5 * airMass(minute), 100),
    }
  }
}

/** Turns a standard normal value into one with Weibull's distribution of shape 2. */
function weibull(value: number): number {
  return weibullScale * Math.sqrt(-Math.log(upperTail(value)))
}

/**
 * The probability that a standard normal value is greater: Abramowitz and Stegun, Handbook of
 * Mathematical Functions, 26.2.17; its error is below 1e-7, the tail is never 0.
 */
function upperTail(value: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(value))
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = (Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI)) * series
  return value >= 0 ? tail : 1 - tail
}

/** kW at a wind speed in m/s: cubic between cut-in and rated speed, as the wind's energy is. */
export function powerCurve(speed: number): number {
  if (speed < cutInSpeed || speed >= cutOutSpeed) return 0
  if (speed >= ratedSpeed) return ratedPower
  return (ratedPower * (speed ** 3 - cutInSpeed ** 3)) / (ratedSpeed ** 3 - cutInSpeed ** 3)
}

export function round(value: number, steps: number): number {
  // Adding 0 makes of a negative zero a plain one.
  return Math.round(value * steps) / steps + 0
}
