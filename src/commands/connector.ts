import type { Command } from 'commander'
import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { print } from '../log/say.ts'
import { addSettingOptions, configOf, isFlagGiven } from './flags/setting-options.ts'

interface ConnectorFlags {
  readonly json?: true
  readonly checkSource?: true
}

export function registerConnectorCommand(program: Command): void {
  const connector = program
    .command('connector')
    .description('the read-only HTTP API on the Source: serves until it is told to end')
    .option('--json', 'print one JSON object once it serves')
    .option('--check-source', 'look at the Source first: where it refuses, end and say why')
  addSettingOptions(connector, ['connectorHost', 'connectorPort', 'timeZone'])
  connector.action(async (flags: ConnectorFlags, command: Command) => {
    const config = configOf(command)
    const portIsFixed = isFlagGiven(command, 'connectorPort')
    const { withTeardown } = await import('../stack/teardown.ts')
    const { writeAnswer } = await import('../stack/process-answers.ts')
    const { endWithParent } = await import('../stack/end-with-parent.ts')
    const { keepYoungHeapSmall } = await import('../etl/farm/keep-young-heap-small.ts')
    // Rows pass through it. Sixteen answers of 1,500 columns at once: 200 MB at the most, 332 without, no slower.
    keepYoungHeapSmall()
    await withTeardown(async (later, untilToldToEnd) => {
      endWithParent()
      const started = await start(config, portIsFixed, flags)
      if (started === undefined) return
      const { url, docsUrl, isSourceThere, close } = started
      later(close)
      if (flags.json === true)
        print(
          writeAnswer('connector', {
            url,
            docs: docsUrl,
            ...(isSourceThere !== undefined && { isSourceThere }),
          }),
        )
      else print(`Connector: ${url}  (docs: ${docsUrl})`)
      await untilToldToEnd()
    })
  })
}

/** Starts it; `undefined` where a program was told, in place of a person, why it cannot serve. */
async function start(config: Config, portIsFixed: boolean, { json, checkSource }: ConnectorFlags) {
  const { startConnector } = await import('../connector/start-connector.ts')
  const { writeAnswer } = await import('../stack/process-answers.ts')
  try {
    return await startConnector(config, { portIsFixed, checksSource: checkSource === true })
  } catch (error) {
    if (json !== true || checkSource !== true || !(error instanceof MinuanoError)) throw error
    print(writeAnswer('connectorFault', { code: error.code, message: error.message }))
    process.exitCode = error.exit
    return undefined
  }
}
