/** Every method of the protocol that is used here. */
export type Method =
  | 'opened'
  | 'closed'
  | 'log'
  | 'report_asset_materialization'
  | 'report_asset_check'
  | 'report_custom_message'

/** Changes any text that leaves this process: hides a secret, for one. */
export type TextFilter = (text: string) => string

/**
 * One line of plain ASCII: a host that reads in another encoding, or in the middle of a character,
 * would fail on the line and lose all that follow.
 */
export function encodeMessage(
  method: Method,
  params: Readonly<Record<string, unknown>>,
  filter: TextFilter,
): string {
  const message = { __dagster_pipes_version: '0.1', method, params }
  const json = JSON.stringify(message, (_, value: unknown) =>
    // Half a surrogate pair is no character: the host cannot store it.
    typeof value === 'string' ? filter(value).replace(/\p{Surrogate}/gu, '\ufffd') : value,
  )
  return json.replace(/[\u007f-\uffff]/g, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
