import { isStartedByUs } from '../config/environment.ts'
import type { Config } from '../config/settings.ts'
import { shownUrl } from '../config/shown-url.ts'
import { say } from '../log/say.ts'
import type { Pipeline } from './pipeline.ts'

/** What a command reads and writes that is not this folder's own, embedded stack. */
export interface Others {
  readonly from?: string | undefined
  readonly into?: string | undefined
}

/**
 * Says which other Connector or Source, and which other Target, a command is about to work with: a setting of
 * another shell, or of a file, may be at work. The process that a command starts for itself says nothing.
 */
export function sayPipeline({ from, into }: Others): void {
  if (isStartedByUs) return
  const words = [
    ...(from === undefined ? [] : [`from ${shownUrl(from)}`]),
    ...(into === undefined ? [] : [`into ${shownUrl(into)}`]),
  ]
  if (words.length > 0) say(words.join(' '))
}

/** The same of a command that works on the Target alone. */
export function sayTarget({ targetDatabaseUrl: url }: Config): void {
  if (url !== undefined) say(`in ${shownUrl(url)}`)
}

/** Which ones they were, for machines: the embedded ones too. */
export function pipelineAsJson({ connectorUrl, targetUrl }: Pipeline): object {
  return {
    connector: shownUrl(connectorUrl),
    ...(targetUrl !== undefined && { target: shownUrl(targetUrl) }),
  }
}
