import type { Command } from 'commander'
import { quoteForShell } from '../../errors/quote-for-shell.ts'

/** What of a command a command that is advised must be given too, as it was written. */
const flags = ['variables', 'every', 'asset', 'timeZone'] as const

/** ` --asset T01`, or nothing: flags that say which days are meant, as they were given. */
export function givenFlags(command: Command): string {
  return flags
    .filter((name) => command.getOptionValueSource(name) === 'cli')
    .map((name) => {
      const value = String(command.getOptionValue(name))
      return ` --${name === 'timeZone' ? 'time-zone' : name} ${quoteForShell(value)}`
    })
    .join('')
}
