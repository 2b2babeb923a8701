import type pg from 'pg'

/** What a turbine is made to do in a bin, and what the page is to make of it. */
export const doings = {
  runs: 'p',
  /** Held at rated power, the same for hours. */
  isHeld: 'p',
  calm: 'c',
  /** No wind at all: an anemometer that says 0 does not hang. */
  still: 'c',
  stopped: 's',
  windHangs: 'q',
  powerHangs: 'q',
  powerFromNoWind: 'q',
  noWindSpeed: 'q',
  noPower: 'q',
  fewSamples: 'q',
  silent: '-',
} as const

export type Doing = keyof typeof doings

/** kW, of all turbines. */
export const ratedPower = 2000
const samplesOfBin = 10

/** A day of 144 bins, of runs of bins that are alike; the last run goes on to the day's end. */
export function dayOf(...runs: readonly (readonly [Doing, number])[]): Doing[] {
  const day = runs.flatMap(([doing, bins]) => Array.from({ length: bins }, () => doing))
  return Array.from({ length: 144 }, (_, bin) => day[bin] ?? day.at(-1)!)
}

/** The page's letters of a day. */
export function lettersOf(day: readonly Doing[]): string {
  return day.map((doing) => doings[doing]).join('')
}

/** Writes the minutes of a turbine's days from `first` on, in UTC, into `farm(asset, t, wind_speed, power)`. */
export async function writeFarmDays(
  source: pg.Client,
  asset: string,
  first: string,
  days: readonly (readonly Doing[])[],
): Promise<void> {
  const rows = days.flat().flatMap((doing, bin) =>
    Array.from({ length: samplesIn(doing) }, (_, sample) => ({
      minute: bin * samplesOfBin + sample,
      ...valuesOf(doing, bin, sample),
    })),
  )
  await source.query(
    `insert into farm (asset, t, wind_speed, power)
     select $1, $2::timestamptz + make_interval(mins => minute), wind, power
     from jsonb_to_recordset($3) rows (minute int, wind float8, power float8)`,
    [asset, `${first}T00:00Z`, JSON.stringify(rows)],
  )
}

function samplesIn(doing: Doing): number {
  return doing === 'silent' ? 0 : doing === 'fewSamples' ? 4 : samplesOfBin
}

function valuesOf(doing: Doing, bin: number, sample: number) {
  // Never the same from one bin to the next.
  const some = Math.sin(bin * 1.7) + sample / 100
  const running = { wind: 9 + some, power: 1200 + 100 * some }
  const standing = { wind: 9 + some, power: -5 + some }
  switch (doing) {
    case 'isHeld':
      return { wind: 15 + some, power: ratedPower }
    case 'calm':
      return { wind: 3 + some, power: -5 + some }
    case 'still':
      return { wind: 0, power: 0 }
    case 'stopped':
      return standing
    case 'windHangs':
      return { ...running, wind: 7.5 }
    case 'powerHangs':
      return { ...running, power: 700 }
    case 'powerFromNoWind':
      return { ...running, wind: 0.9 + some / 10 }
    case 'noWindSpeed':
      return { ...running, wind: null }
    case 'noPower':
      return { ...running, power: null }
    case 'runs':
    case 'fewSamples':
    case 'silent':
      return running
  }
}
