import type { Command } from 'commander'
import { isStartedByUs } from '../config/environment.ts'
import { print } from '../log/say.ts'
import { addSettingOptions, configOf, isFlagGiven } from './flags/setting-options.ts'

interface PageFlags {
  readonly json?: true
}

export function registerPageCommand(program: Command): void {
  const page = program
    .command('page')
    .description('a page in the browser on what was loaded: serves until it is told to end')
    .option('--json', 'print one JSON object once it serves')
  addSettingOptions(page, ['pageHost', 'pagePort', 'periodSeconds', 'timeZone', 'connectorUrl'])
  page.action(async (flags: PageFlags, command: Command) => {
    const config = configOf(command)
    const portIsFixed = isFlagGiven(command, 'pagePort')
    const { withTeardown } = await import('../stack/teardown.ts')
    const { writeAnswer } = await import('../stack/process-answers.ts')
    const { findPagePlaces } = await import('../stack/find-page-places.ts')
    const { actionsOfParent } = await import('../stack/page-messages.ts')
    const { syncEverySeconds } = await import('../stack/sync-every-seconds.ts')
    const { startPage } = await import('../page/start-page.ts')
    const { keepYoungHeapSmall } = await import('../etl/farm/keep-young-heap-small.ts')
    // The bins of ten years pass through it once, and are kept elsewhere.
    keepYoungHeapSmall()
    await withTeardown(async (later, untilToldToEnd) => {
      const places = await findPagePlaces(config)
      const { url, close } = await startPage(config, {
        ...places,
        actions: actionsOfParent(),
        // It is `up` that syncs.
        syncEverySeconds: isStartedByUs ? syncEverySeconds(config, false) : undefined,
        portIsFixed,
      })
      later(close)
      print(flags.json === true ? writeAnswer('page', { url }) : `Page: ${url}`)
      await untilToldToEnd()
    })
  })
}
