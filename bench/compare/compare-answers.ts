import { tableFromIPC } from '@uwdata/flechette'
import type { Endpoint } from '../rows/endpoint.ts'
import { isNear } from './compare-targets.ts'

/** Milliseconds since 1970, and the values. */
type AnswerRow = readonly [time: number, windSpeed: number, power: number]

const [start, end] = ['2024-03-01T00:00:00Z', '2024-03-02T00:00:00Z']

/**
 * Asks all of them for one day and compares the rows with the first one's. Throws where one gives
 * others; otherwise gives a line that says so.
 */
export async function compareAnswers(endpoints: readonly Endpoint[]): Promise<string[]> {
  const [ours, ...others] = await Promise.all(endpoints.map(readRows))
  if (ours!.length !== 1440) throw new Error(`Minuano's day has ${ours!.length} rows`)
  for (const [index, rows] of others.entries()) {
    const isSame =
      rows.length === ours!.length &&
      rows.every((row, number) => row.every((value, part) => isNear(value, ours![number]![part]!)))
    if (!isSame) throw new Error(`${endpoints[index + 1]!.name} gives other rows of a day`)
  }
  return others.length === 0 ? [] : ['All of them gave the same 1440 rows of a day.']
}

async function readRows({ name, port, path }: Endpoint): Promise<AnswerRow[]> {
  const response = await fetch(`http://127.0.0.1:${port}${path(start, end)}`)
  if (!response.ok) throw new Error(`${name} answers ${response.status}`)
  return response.headers.get('content-type')!.includes('arrow')
    ? readArrow(new Uint8Array(await response.arrayBuffer()))
    : readJson(await response.text())
}

function readJson(text: string): AnswerRow[] {
  const rows = JSON.parse(text) as { timestamp: string; wind_speed: number; power: number }[]
  return rows.map(({ timestamp, wind_speed, power }) => [Date.parse(timestamp), wind_speed, power])
}

function readArrow(bytes: Uint8Array): AnswerRow[] {
  const table = tableFromIPC(bytes)
  const [time, windSpeed, power] = ['timestamp', 'wind_speed', 'power'].map(
    (name) => table.getChild(name).toArray() as ArrayLike<number>,
  )
  return Array.from(time!, (at, row) => [at, windSpeed![row]!, power![row]!])
}
