/** A bin width: whole seconds that divide 60 minutes. */
export type PeriodSeconds = number

const units: Record<string, number> = { s: 1, sec: 1, m: 60, min: 60, h: 3600 }

/** Reads `10m`, `10min`, `30s`, `1h`; `undefined` unless it divides 60 minutes into whole seconds. */
export function parsePeriod(text: string): PeriodSeconds | undefined {
  const match = /^(\d{1,4}) ?([a-z]+)$/i.exec(text.trim())
  const unit = units[match?.[2]?.toLowerCase() ?? '']
  if (match === null || unit === undefined) return undefined
  const seconds = Number(match[1]) * unit
  return seconds > 0 && 3600 % seconds === 0 ? seconds : undefined
}

/** The shortest way to write a bin width: `10m`, `30s`, `1h`. */
export function formatPeriod(seconds: PeriodSeconds): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}
