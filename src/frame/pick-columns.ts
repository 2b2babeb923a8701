import type { Frame } from './frame.ts'

/** The same rows with these columns alone. */
export function pickColumns(
  { time, columns, reasons }: Frame,
  isOf: (variable: string) => boolean,
): Frame {
  const pick = <T>(map: ReadonlyMap<string, T>) => new Map([...map].filter(([name]) => isOf(name)))
  return { time, columns: pick(columns), ...(reasons !== undefined && { reasons: pick(reasons) }) }
}
