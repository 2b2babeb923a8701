import { Option } from 'commander'
import type { Command } from 'commander'
import { environment } from '../../config/environment.ts'
import { loadConfigWithOrigins } from '../../config/load-config.ts'
import type { LoadedConfig } from '../../config/load-config.ts'
import type { Setting } from '../../config/setting.ts'
import { settings } from '../../config/settings.ts'
import type { Config, SettingName } from '../../config/settings.ts'
import { listUnknownSettings } from '../../config/unknown-settings.ts'
import { say } from '../../log/say.ts'

/** The settings that shape the numbers, for every command that makes some. */
export const shapingSettings = [
  'variables',
  'statistics',
  'periodSeconds',
  'timeZone',
  'asset',
  'minimumCoverage',
] as const satisfies SettingName[]

/** Declares the flags of these settings, with the help, default and variable of their definition. */
export function addSettingOptions(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const setting: Setting<unknown> = settings[name]
    if (setting.flag === undefined) throw new Error(`the setting ${name} has no flag`)
    const origin =
      setting.fallback === undefined || setting.fallback === ''
        ? `env ${setting.env}`
        : `default ${setting.fallback}, env ${setting.env}`
    const option = new Option(setting.flag, `${setting.help} (${origin})`)
    command.addOption(option)
  }
  return command
}

/** The settings in force for a command: its flags and the program's, environment, file, defaults. */
export function configOf(command: Command): Config {
  return loadedConfigOf(command).config
}

/**
 * The settings in force for a command, and where each came from. Says which variables look like
 * settings and are none: once, as a command asks once, and what it starts is given settings alone.
 */
export function loadedConfigOf(command: Command): LoadedConfig {
  for (const line of listUnknownSettings(environment)) say(`minuano: ${line}`)
  const given = command.optsWithGlobals<Record<string, unknown>>()
  const flags = Object.fromEntries(
    Object.entries<Setting<unknown>>(settings).flatMap(([name, setting]) => {
      const value = setting.flag === undefined ? undefined : given[attributeOf(setting.flag)]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
  return loadConfigWithOrigins(environment, flags, process.cwd())
}

/** Whether the setting was given by flag, not by the environment. */
export function isFlagGiven(command: Command, name: SettingName): boolean {
  const { flag }: Setting<unknown> = settings[name]
  return flag !== undefined && command.getOptionValueSource(attributeOf(flag)) === 'cli'
}

/** Commander's name for a flag's value: `--time-zone <zone>` is `timeZone`. */
function attributeOf(flag: string): string {
  return new Option(flag).attributeName()
}
