/** A small plant: what its Source may hold, and how it becomes bins. Days are UTC's. */
export interface Plant {
  readonly name: string
  readonly assets: readonly string[]
  readonly days: readonly string[]
  readonly periodSeconds: number
  readonly sampleSeconds: number
}

export const variables = ['wind_speed', 'power'] as const
export type Variable = (typeof variables)[number]

export const statistics = ['mean', 'min', 'max', 'std'] as const
export type Statistic = (typeof statistics)[number]

/** As documented: wind speed is valid from 0 to 75; power has no range where no rated power is set. */
export const validRange: Readonly<Record<Variable, readonly [number, number]>> = {
  wind_speed: [0, 75],
  power: [-Infinity, Infinity],
}

export const secondsPerDay = 86_400

/** Three turbines and one that comes later, over the end of a month: two partitions, of months. */
const months: Plant = {
  name: 'months',
  assets: ['T01', 'T02', 'T03', 'T04'],
  days: ['2025-01-30', '2025-01-31', '2025-02-01', '2025-02-02'],
  periodSeconds: 600,
  sampleSeconds: 120,
}

/** So many values a day that days get tables of their own, and a table may take another one's place. */
const tables: Plant = {
  name: 'tables',
  assets: ['T01', 'T02', 'T03', 'T04', 'T05', 'T06', 'T07', 'T08', 'T09', 'T10'],
  days: ['2025-01-31', '2025-02-01'],
  periodSeconds: 60,
  sampleSeconds: 30,
}

/** Every sixth seed is one of tables of days, which take longer. */
export function plantOf(seed: number): Plant {
  return seed % 6 === 0 ? tables : months
}

export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000
}

export const binsPerDay = ({ periodSeconds }: Plant) => secondsPerDay / periodSeconds
