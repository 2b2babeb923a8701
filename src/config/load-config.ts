import { readFileSync } from 'node:fs'
import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { formatPeriod } from '../time/period.ts'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'
import type { Config, SettingName } from './settings.ts'

/** Flags as the command line gave them, by setting name. */
export type Flags = Readonly<Partial<Record<SettingName, string>>>

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The settings in force: flags over environment over defaults. Throws `configuration` that names
 * every fault at once: where the value came from, the value (unless secret), and what is allowed.
 */
export function loadConfig(env: Environment, flags: Flags = {}): Config {
  const faults: string[] = []
  const values = Object.entries<Setting<unknown>>(settings).map(([name, setting]) => {
    try {
      return [name, readSetting(setting, env, flags[name as SettingName])]
    } catch (error) {
      faults.push(describeError(error))
      return [name, undefined]
    }
  })
  if (faults.length === 0) faults.push(...checkTogether(Object.fromEntries(values) as Config))
  if (faults.length > 0) throw new MinuanoError('configuration', faults.join('\n'))
  return Object.freeze(Object.fromEntries(values) as Config)
}

/** Faults of values that are right each by itself. */
function checkTogether({ period, sampleInterval }: Config): string[] {
  if (period % sampleInterval === 0) return []
  const bin = formatPeriod(period)
  const sample = formatPeriod(sampleInterval)
  return [
    `${settings.sampleInterval.env}: "${sample}" is not allowed: it must divide the bin width, ${bin}`,
  ]
}

function readSetting(setting: Setting<unknown>, env: Environment, flag?: string): unknown {
  const given = flag ?? readVariable(setting, env)
  const text = given ?? setting.fallback
  if (text === undefined) return undefined
  const value = setting.reader.read(text)
  if (value !== undefined) return value
  const name = flag === undefined ? setting.env : setting.flag?.split(' ')[0]
  const shown = setting.secret === true ? 'its value' : JSON.stringify(text)
  throw new Error(`${name}: ${shown} is not allowed: it must be ${setting.reader.expects}`)
}

/** The variable's text; an empty one counts as not set, as in a Compose file's `${NAME:-}`. */
function readVariable(setting: Setting<unknown>, env: Environment): string | undefined {
  const direct = env[setting.env]
  if (direct !== undefined && direct !== '') return direct
  const file = setting.secret === true ? env[`${setting.env}_FILE`] : undefined
  if (file === undefined || file === '') return undefined
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new Error(`${setting.env}_FILE: cannot read ${file}: ${describeError(error)}`)
  }
}
