import { readFileSync } from 'node:fs'
import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { formatPeriod } from '../time/period.ts'
import type { Setting } from './setting.ts'
import { readSettingsFile } from './settings-file.ts'
import type { SettingsFile } from './settings-file.ts'
import { settings } from './settings.ts'
import type { Config, SettingName } from './settings.ts'

/** Flags as the command line gave them, by setting name. */
export type Flags = Readonly<Partial<Record<SettingName, string>>>

type Environment = Readonly<Record<string, string | undefined>>

/** Where a value in force came from, and what a fault calls it: `--every`, `MINUANO_EVERY`, … */
export interface Origin {
  readonly from: 'flag' | 'environment' | 'file' | 'default'
  readonly name: string
}

/** The settings in force, and where each came from; one that is not set has no origin. */
export interface LoadedConfig {
  readonly config: Config
  readonly origins: Readonly<Partial<Record<SettingName, Origin>>>
  /** The settings' file that was read. */
  readonly file: string | undefined
}

/**
 * The settings in force: flags over environment over file over defaults. The file is the one that is
 * asked for, else `minuano.json` of the folder, where one is given. Throws `configuration` that names
 * every fault at once: where the value came from, the value (unless secret), and what is allowed.
 */
export function loadConfig(env: Environment, flags: Flags = {}, folder?: string): Config {
  return loadConfigWithOrigins(env, flags, folder).config
}

export function loadConfigWithOrigins(
  env: Environment,
  flags: Flags = {},
  folder?: string,
): LoadedConfig {
  const file = readSettingsFile(flags.configFile ?? readVariable(settings.configFile, env), folder)
  const faults = [...file.faults]
  const origins: Partial<Record<SettingName, Origin>> = {}
  const values = Object.entries<Setting<unknown>>(settings).map(([key, setting]) => {
    const name = key as SettingName
    try {
      const given = findGiven(name, setting, env, flags, file)
      if (given !== undefined) origins[name] = given.origin
      return [name, given === undefined ? undefined : readGiven(setting, given)]
    } catch (error) {
      faults.push(describeError(error))
      return [name, undefined]
    }
  })
  const config = Object.freeze(Object.fromEntries(values) as Config)
  if (faults.length === 0) faults.push(...checkTogether(config, origins))
  if (faults.length > 0) throw new MinuanoError('configuration', faults.join('\n'))
  return { config, origins, file: file.path }
}

/** Faults of values that are right each by itself. */
function checkTogether({ periodSeconds, sampleSeconds }: Config, origins: LoadedConfig['origins']) {
  if (periodSeconds % sampleSeconds === 0) return []
  const bin = formatPeriod(periodSeconds)
  const sample = formatPeriod(sampleSeconds)
  const isDefault = origins.sampleSeconds?.from === 'default'
  const name = isDefault ? settings.sampleSeconds.env : origins.sampleSeconds?.name
  return [`${name}: "${sample}" is not allowed: it must divide the bin width, ${bin}`]
}

/** A setting's text, before it is read. */
interface Given {
  readonly text: string
  readonly origin: Origin
}

function findGiven(
  name: SettingName,
  setting: Setting<unknown>,
  env: Environment,
  flags: Flags,
  file: SettingsFile,
): Given | undefined {
  const given = (text: string | undefined, from: Origin['from'], origin: string) =>
    text === undefined ? undefined : { text, origin: { from, name: origin } }
  return (
    given(flags[name], 'flag', setting.flag?.split(' ')[0] ?? name) ??
    given(readVariable(setting, env), 'environment', setting.env) ??
    given(file.texts.get(name), 'file', `${setting.key} in ${file.path}`) ??
    given(setting.fallback, 'default', 'default')
  )
}

function readGiven(setting: Setting<unknown>, { text, origin }: Given): unknown {
  const value = setting.reader.read(text)
  if (value !== undefined) return value
  const { reader } = setting
  const more = reader.fault?.(text)
  if (more !== undefined) throw new Error(`${origin.name}: ${more}`)
  const shown =
    setting.secret === true ? 'its value' : (reader.show?.(text) ?? JSON.stringify(text))
  throw new Error(`${origin.name}: ${shown} is not allowed: it must be ${reader.expects}`)
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
