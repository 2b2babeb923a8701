import { readFileValues } from '../../config/file-values.ts'
import type { LoadedConfig } from '../../config/load-config.ts'
import type { Setting } from '../../config/setting.ts'
import { settings } from '../../config/settings.ts'
import type { SettingName } from '../../config/settings.ts'

/**
 * The settings that a file with this JSON makes, read by the file's own reader; and those of the environment or flags
 * that win over it, and say something else.
 */
export function overlay(json: unknown, { config, origins }: LoadedConfig) {
  const { texts, faults } = readFileValues(json, 'minuano.json')
  if (faults.length > 0) throw new Error(`the proposal is not sound: ${faults.join('; ')}`)
  const values = [...texts].map(([name, text]): [SettingName, unknown] => {
    const setting: Setting<unknown> = settings[name]
    return [name, setting.reader.read(text)]
  })
  const overruled = values.flatMap(([name, value]) => {
    const origin = origins[name]
    const wins = origin?.from === 'flag' || origin?.from === 'environment'
    return wins && !isSame(config[name], value) ? [origin.name] : []
  })
  return { config: Object.freeze({ ...config, ...Object.fromEntries(values) }), overruled }
}

function isSame(one: unknown, other: unknown): boolean {
  // What is said of variables says the same in any order.
  const text = (value: unknown) =>
    JSON.stringify(
      value instanceof Map
        ? [...(value as Map<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1))
        : value,
    )
  return text(one) === text(other)
}
