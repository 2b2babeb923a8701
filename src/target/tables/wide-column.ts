import { createHash } from 'node:crypto'

/** PostgreSQL cuts a longer name without a word. */
const nameBytes = 63

/** What is left of a name in ASCII, and of another, whose letters take up to four bytes, before eight digits of a hash. */
const kept = { ascii: 54, other: 13 }

/**
 * What a statistic's column of `ten_minute_wide` is called: `wind_speed_mean`. No two have one name, since what follows
 * the last `_` says whether a statistic is one word or `seconds_` and a code. A longer one than PostgreSQL takes is its
 * beginning and a hash of it: `nameInSql` does the same.
 */
export function wideColumn(variable: string, statistic: string): string {
  const name = `${variable}_${statistic}`
  const bytes = Buffer.from(name)
  if (bytes.length <= nameBytes) return name
  const letters = Array.from(name)
  const beginning = letters.slice(0, bytes.length === letters.length ? kept.ascii : kept.other)
  return `${beginning.join('')}_${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`
}

/** SQL: `wideColumn` of a row of `signal`. By it a column is found again whose signals went and came back. */
export const nameInSql = `(
  select case when octet_length(utf8) <= ${nameBytes} then name else
    left(name, case when octet_length(utf8) = char_length(name) then ${kept.ascii} else ${kept.other} end)
      || '_' || left(encode(sha256(utf8), 'hex'), 8) end
  from (select signal.variable || '_' || signal.statistic as name,
    convert_to(signal.variable || '_' || signal.statistic, 'UTF8') as utf8) full_name)`
