/** The year that is measured: 366 days, 527,040 rows. */
export const year = { first: '2024-01-01', last: '2024-12-31' } as const

/** The ten years that end with it. */
export const tenYears = { first: '2015-01-01', last: '2024-12-31' } as const

/** What a year of 10-minute bins makes in 8 signals. */
export const yearTargetRows = 366 * 144 * 8

/** The months of the year, each up to the next one's first day. */
export const monthsOfYear = Array.from({ length: 12 }, (_, month) => ({
  from: dayAt(Date.UTC(2024, month, 1)),
  to: dayAt(Date.UTC(2024, month + 1, 1)),
}))

/** So many days of the year, no two requests for neighbours: each with the day after it. */
export const scatteredDays = Array.from({ length: 365 }, (_, index) => {
  const day = Date.UTC(2024, 0, 1 + ((index * 97) % 365))
  return { start: dayAt(day), end: dayAt(day + 86_400_000) }
})

/** The day so many days later. */
export function dayAfter(day: string, days: number): string {
  return dayAt(Date.parse(day) + days * 86_400_000)
}

function dayAt(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
