import { setImmediate } from 'node:timers/promises'
import type { AssetInventory } from '../../source/source.ts'

/** Days of one variable that are written before another request may have its turn: some milliseconds. */
const entriesAtOnce = 2000

/**
 * An inventory as JSON. It may have 100,000 entries, whose text takes 50 ms to make: it is made in
 * slices, and others are answered in between.
 */
export async function writeInventory(
  head: Readonly<Record<string, unknown>>,
  days: readonly object[],
  variableCount: number,
): Promise<Buffer> {
  const daysAtOnce = Math.max(1, Math.floor(entriesAtOnce / Math.max(1, variableCount)))
  const pieces = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"days":[`)]
  for (let from = 0; from < days.length; from += daysAtOnce) {
    if (from > 0) await setImmediate()
    const text = JSON.stringify(days.slice(from, from + daysAtOnce)).slice(1, -1)
    pieces.push(Buffer.from(`${from > 0 ? ',' : ''}${text}`))
  }
  pieces.push(Buffer.from(']}'))
  return Buffer.concat(pieces)
}

/** The same of several assets, one after the other. */
export async function writeInventories(
  head: Readonly<Record<string, unknown>>,
  inventories: readonly AssetInventory[],
  variableCount: number,
): Promise<Buffer> {
  const pieces: Buffer[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"assets":[`)]
  for (const [index, { asset, days }] of inventories.entries()) {
    if (index > 0) pieces.push(Buffer.from(','))
    pieces.push(await writeInventory({ asset }, days, variableCount))
  }
  pieces.push(Buffer.from(']}'))
  return Buffer.concat(pieces)
}
