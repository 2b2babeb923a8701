/**
 * How an offset from UTC is written after a time: `Z`, `UTC` or `GMT`, or `+01`, `+0130`, `+01:30` and
 * PostgreSQL's `+00:53:28`, each perhaps after a space. Groups: word, sign, hours, minutes, seconds.
 */
export const offsetPattern =
  ' ?(?:([Zz]|[Uu][Tt][Cc]|[Gg][Mm][Tt])|([+-])(\\d{2})(?::?(\\d{2})(?::(\\d{2}))?)?)'

/** The groups of `offsetPattern` as microseconds east of UTC; `undefined` where no clock has such an offset. */
export function toOffset(
  word: string | undefined,
  sign: string | undefined,
  hours = '0',
  minutes = '0',
  seconds = '0',
): number | undefined {
  if (word !== undefined) return 0
  if (+hours > 23 || +minutes > 59 || +seconds > 59) return undefined
  const size = ((+hours * 60 + +minutes) * 60 + +seconds) * 1e6
  // Without `+ 0` it would be -0 for -00:00.
  return (sign === '-' ? -size : size) + 0
}
