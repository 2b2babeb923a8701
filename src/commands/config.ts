import type { Command } from 'commander'
import type { LoadedConfig, Origin } from '../config/load-config.ts'
import { textOf } from '../config/setting.ts'
import type { Setting } from '../config/setting.ts'
import { settings } from '../config/settings.ts'
import type { Config, SettingName } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { SourceFacts } from '../etl/extract/fetch-source-facts.ts'
import type { Shape } from '../etl/shape/describe-shape.ts'
import { formatTable } from '../log/format-table.ts'
import { redact } from '../log/redact.ts'
import { print } from '../log/say.ts'
import { addSettingOptions, loadedConfigOf } from './flags/setting-options.ts'

interface ConfigOptions {
  readonly json?: true
  readonly schema?: true
  readonly askConnector?: true
}

export function registerConfigCommand(program: Command): void {
  const config = program
    .command('config')
    .description('the settings in force, and where each came from')
    .option('--json', 'print one JSON object')
    .option(
      '--ask-connector',
      'with --json: the units that the Source says, what they decide, and whose values come on change',
    )
    .option('--schema', 'print the JSON Schema of minuano.json')
  addSettingOptions(config, flaggedSettings(program))
  config.action(async (options: ConfigOptions, command: Command) => {
    if (options.schema === true) {
      const { settingsSchema } = await import('../config/settings-schema.ts')
      print(JSON.stringify(settingsSchema(), null, 2))
      return
    }
    const loaded = loadedConfigOf(command)
    if (options.json !== true) {
      if (options.askConnector === true) {
        throw new MinuanoError('usage', '--ask-connector goes with --json')
      }
      print(asTable(loaded))
      return
    }
    const facts = options.askConnector === true ? await askForFacts(loaded.config) : undefined
    const { describeShape } = await import('../etl/shape/describe-shape.ts')
    print(asJson(loaded, describeShape(loaded.config, facts)))
  })
}

/** What the Source says of its variables. Throws `configuration` where there is no Connector to ask. */
async function askForFacts(config: Config): Promise<SourceFacts> {
  const { findPipeline } = await import('../stack/with-pipeline.ts')
  const found = await findPipeline(config, false)
  if (found === undefined) {
    throw new MinuanoError(
      'configuration',
      'there is no Connector to ask: set CONNECTOR_URL, or let minuano up run',
    )
  }
  const { connectorClientOf } = await import('../etl/shape/etl-settings.ts')
  const { fetchSourceFacts } = await import('../etl/extract/fetch-source-facts.ts')
  const own = { ...config, connectorApiKey: found.apiKey }
  return fetchSourceFacts(connectorClientOf(own, found.pipeline.connectorUrl))
}

/** Every setting with a flag, but those that the program takes for all commands. */
function flaggedSettings(program: Command): SettingName[] {
  const taken = program.options.map(({ flags }) => flags)
  return Object.entries<Setting<unknown>>(settings).flatMap(([name, { flag }]) =>
    flag === undefined || taken.includes(flag) ? [] : [name as SettingName],
  )
}

interface InForce {
  /** Its key in the file, or its variable where it has none. */
  readonly name: string
  readonly env: string
  /** As its variable would hold it; of a secret whether it is set. */
  readonly value: string | undefined
  readonly origin: Origin | undefined
}

function listInForce({ config, origins, file }: LoadedConfig): InForce[] {
  return Object.entries<Setting<unknown>>(settings).map(([key, setting]) => {
    const name = key as SettingName
    return {
      name: (setting.secret === true ? undefined : setting.key) ?? setting.env,
      env: setting.env,
      value: showValue(setting, name === 'configFile' ? file : config[name]),
      origin: origins[name],
    }
  })
}

function showValue(setting: Setting<unknown>, value: unknown): string | undefined {
  if (value === undefined) return undefined
  return setting.secret === true ? 'set' : redact(textOf(setting, value))
}

function asTable(loaded: LoadedConfig): string {
  const rows = listInForce(loaded).map(({ name, value, origin }) => [
    name,
    value ?? 'not set',
    describeOrigin(origin),
  ])
  return formatTable(['setting', 'value', 'from'], rows)
}

function describeOrigin(origin: Origin | undefined): string {
  if (origin === undefined) return ''
  const saysItself = origin.from === 'default' || origin.from === 'file'
  return saysItself ? origin.name : `${origin.from} ${origin.name}`
}

/** By setting: its variable, its value as that would hold it, and where it came from; and what they make. */
function asJson(loaded: LoadedConfig, shape: Shape): string {
  const inForce: [string, object][] = listInForce(loaded).map(({ name, env, value, origin }) => [
    name,
    { env, value: value ?? null, from: origin?.from ?? null, origin: origin?.name ?? null },
  ])
  return JSON.stringify({ file: loaded.file ?? null, settings: Object.fromEntries(inForce), shape })
}
