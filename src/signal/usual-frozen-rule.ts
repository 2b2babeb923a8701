import { namesDirection, wordsOf } from './direction.ts'
import type { FrozenRule } from './frozen-rule.ts'
import type { Kind } from './kind.ts'

/** What of a sensor is known before its rows are read. */
export interface NamedVariable {
  readonly name: string
  /** What the settings say of it. */
  readonly unit: string | undefined
  readonly kind: Kind | undefined
}

const exactly = { tolerance: 0, resolution: 0 }

/**
 * The rule of a variable of which the settings say none; undefined where there is none: of power, pitch, rotor speed and
 * all else values may stay the same for good reason. By name, and by unit and kind as far as the settings say them:
 * - a wind speed: 30 minutes, above 0.5 m/s, where an anemometer stands still;
 * - a wind direction: 60 minutes, with a wind above 3 m/s, in which a vane turns;
 * - a temperature: 360 minutes.
 */
export function usualFrozenRule(
  variable: NamedVariable,
  windSpeed: string | undefined,
): FrozenRule | undefined {
  if (isWindSpeed(variable)) return { minutes: 30, ...exactly, above: { value: 0.5 } }
  if (isWindDirection(variable)) {
    if (windSpeed === undefined) return undefined
    return { minutes: 60, ...exactly, above: { variable: windSpeed, value: 3 } }
  }
  return isTemperature(variable) ? { minutes: 360, ...exactly } : undefined
}

/** Whether a variable is a wind speed in m/s: its name says so, and nothing says another unit. */
export function isWindSpeed({ name, unit, kind }: NamedVariable): boolean {
  const words = wordsOf(name)
  const has = (pattern: RegExp) => words.some((word) => pattern.test(word))
  if (isNoSensor(words) || (kind ?? 'scalar') !== 'scalar') return false
  if (unit !== undefined && !/^(m\/s|mps|m ?s-1|m[·.]s(-1|⁻¹))$/i.test(unit.trim())) return false
  return (
    has(/^(windspeed|windspd|wdspd|wspd|ws)$/) ||
    (has(wind) && has(/^(speed|spd|velocity|velocidade)$/))
  )
}

function isWindDirection({ name, kind }: NamedVariable): boolean {
  const words = wordsOf(name)
  if (isNoSensor(words) || kind === 'scalar') return false
  const isAngle = kind !== undefined || namesDirection(name)
  return isAngle && words.some((word) => wind.test(word) || /^(wind\w*|wdir|wddir)$/.test(word))
}

function isTemperature({ name, unit, kind }: NamedVariable): boolean {
  const words = wordsOf(name)
  if (isNoSensor(words) || (kind ?? 'scalar') !== 'scalar') return false
  if (unit !== undefined)
    return /^((deg ?|°|º)?[cfk]|celsius|kelvin|fahrenheit)$/i.test(unit.trim())
  return words.some((word) => /^(temperature|temp|tmp|temperatura)$/.test(word))
}

const wind = /^(wind|wd|vento)$/

/** What is computed, or wanted, stays the same for other reasons. */
function isNoSensor(words: readonly string[]): boolean {
  return words.some((word) =>
    /^(std|stddev|sd|min|max|count|setpoint|sp|limit|state|status)$/.test(word),
  )
}
