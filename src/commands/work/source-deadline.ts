import { settings } from '../../config/settings.ts'
import type { Config } from '../../config/settings.ts'
import type { Deadline } from '../../postgres/within-deadline.ts'

/** How long a command that writes the Source lets it be silent. */
export function sourceDeadline(config: Config, what: string): Omit<Deadline, 'side'> {
  const { env } = settings.sourceStatementTimeout
  return { what, seconds: config.sourceStatementTimeout, setting: env }
}
