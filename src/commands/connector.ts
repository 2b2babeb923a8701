import type { Command } from 'commander'
import { print } from '../log/say.ts'
import { addSettingOptions, configOf, isFlagGiven } from './setting-options.ts'

export function registerConnectorCommand(program: Command): void {
  const connector = program
    .command('connector')
    .description('the read-only HTTP API on the Source: serves until it is told to end')
    .option('--json', 'print one JSON object once it serves')
  addSettingOptions(connector, ['connectorHost', 'connectorPort', 'timeZone'])
  connector.action(async (options: { json?: true }, command: Command) => {
    const config = configOf(command)
    const portIsFixed = isFlagGiven(command, 'connectorPort')
    const { withTeardown } = await import('../stack/teardown.ts')
    const { endWithParent } = await import('../stack/end-with-parent.ts')
    const { writeAnswer } = await import('../stack/process-answers.ts')
    const { startConnector } = await import('../connector/start-connector.ts')
    await withTeardown(async (later, untilToldToEnd) => {
      endWithParent()
      const { url, docsUrl, close } = await startConnector(config, { portIsFixed })
      later(close)
      print(
        options.json === true
          ? writeAnswer('connector', { url, docs: docsUrl })
          : `Connector: ${url}  (docs: ${docsUrl})`,
      )
      await untilToldToEnd()
    })
  })
}
