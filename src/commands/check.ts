import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { addSettingOptions, loadedConfigOf, shapingSettings } from './flags/setting-options.ts'

interface CheckFlags {
  readonly days: number
  readonly write?: true
  readonly json?: true
}

const usualDays = 3

export function registerCheckCommand(program: Command): void {
  const check = program
    .command('check')
    .description(
      'a look at both databases and the Connector before anything is run: rights, table, zone, spacing; exit 1 if something is wrong',
    )
    .option(
      '--write',
      'write the settings for a table that was never seen to minuano.json, where none is',
    )
    .option(
      '--days <number>',
      'how many of the newest days of the Source are looked at',
      readDays,
      usualDays,
    )
    .option('--json', 'print one JSON object')
  addSettingOptions(check, [...shapingSettings, 'connectorUrl'])
  check.action(async ({ days, write, json }: CheckFlags, command: Command) => {
    const loaded = loadedConfigOf(command)
    const { withPlaces } = await import('../stack/with-places.ts')
    const { runCheck } = await import('../check/run-check.ts')
    const { finishProposal } = await import('./work/finish-proposal.ts')
    const { printCheck } = await import('./words/print-check.ts')
    const report = await withPlaces(loaded.config, (places) => runCheck(places, loaded, { days }))
    const proposed = finishProposal(report, { loaded, isToWrite: write === true })
    printCheck([...report.findings, ...proposed.findings], proposed, json === true)
  })
}

function readDays(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is not a number of days from 1 to 99.')
}
