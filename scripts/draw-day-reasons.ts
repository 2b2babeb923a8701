// Draws a made day that has samples of every class, as the ETL counts them, for docs/data-quality.md:
//   node_modules/.bin/node scripts/draw-day-reasons.ts > docs/day-reasons.svg
import { loadConfig } from '../src/config/load-config.ts'
import { measureDay } from '../src/etl/aggregate/measure-day.ts'
import { etlSettingsOf } from '../src/etl/shape/etl-settings.ts'
import { reasonNumbers } from '../src/frame/reasons.ts'
import type { ReasonName } from '../src/frame/reasons.ts'
import { sampleClasses } from '../src/signal/sample-class.ts'
import type { SampleClassName } from '../src/signal/sample-class.ts'

const [day, minute, perBin, bins] = ['2025-01-15', 60e6, 10, 144]
const midnight = Date.parse(`${day}T00:00:00Z`) * 1000
const interval = { start: midnight, end: midnight + 1440 * minute }
const variable = 'wind_speed'

interface Row {
  readonly at: number
  readonly value: number
  readonly reason?: ReasonName
  readonly isFrozen?: boolean
  readonly isExcluded?: boolean
}

/** What happens from one minute until another, and what each row of that time then is. */
interface Event {
  readonly from: number
  readonly to: number
  readonly name: SampleClassName
  readonly rows: (at: number, value: number) => readonly Row[]
}

const hour = (hours: number, minutes = 0) => hours * 60 + minutes
const some = (at: number, of: number) => (at * 7) % 10 < of
const without = (reason: ReasonName | undefined, of: number) => (at: number, value: number) =>
  some(at, of) ? [{ at, value: NaN, ...(reason && { reason }) }] : [{ at, value }]

const events: readonly Event[] = [
  {
    ...span(hour(1, 30), 60),
    name: 'missing',
    rows: (at, value) => (at < hour(2) ? without(undefined, 5)(at, value) : []),
  },
  {
    ...span(hour(3, 30), 50),
    name: 'out_of_range',
    rows: (at, value) => [{ at, value: some(at, 4) ? 9999 : value }],
  },
  { ...span(hour(5, 20), 60), name: 'bad_quality', rows: without('bad-quality', 7) },
  {
    ...span(hour(7, 20), 60),
    name: 'uncertain_quality',
    rows: (at, value) => [some(at, 5) ? { at, value, reason: 'uncertain-quality' } : { at, value }],
  },
  { ...span(hour(9, 20), 50), name: 'no_number', rows: without('no-number', 6) },
  {
    ...span(hour(11), 60),
    name: 'duplicate',
    rows: (at, value) =>
      some(at, 6)
        ? [
            { at, value },
            { at, value },
          ]
        : [{ at, value }],
  },
  {
    ...span(hour(13), 50),
    name: 'conflicting',
    rows: (at, value) =>
      at % 10 === 4
        ? [
            { at, value },
            { at, value: value + 2 },
          ]
        : [{ at, value }],
  },
  {
    ...span(hour(15), 60),
    name: 'ambiguous',
    rows: (at, value) => [{ at, value, reason: 'ambiguous-time' }],
  },
  { ...span(hour(17), 100), name: 'frozen', rows: (at) => [{ at, value: 7.4, isFrozen: true }] },
  {
    ...span(hour(20), 90),
    name: 'excluded',
    rows: (at, value) => [{ at, value, isExcluded: true }],
  },
]

function span(from: number, length: number) {
  return { from, to: from + length }
}

/** Wind of a windy day, the same each time: a slow wave and a noise that looks like one. */
function windAt(at: number): number {
  const noise = Math.sin(at * 12.9898) * 43758.5453
  return (
    8 + 2.4 * Math.sin(at / 190) + 1.1 * Math.sin(at / 37) + 1.6 * (noise - Math.floor(noise) - 0.5)
  )
}

const rows = Array.from({ length: 1440 }, (_, at) => {
  const value = Math.round(windAt(at) * 100) / 100
  const event = events.find(({ from, to }) => at >= from && at < to)
  return event === undefined ? [{ at, value }] : event.rows(at, value)
}).flat() as Row[]

async function measure() {
  const bytes = (of: (row: Row) => number) => new Map([[variable, Uint8Array.from(rows, of)]])
  const settings = etlSettingsOf(loadConfig({ MINUANO_STATISTICS: 'mean' }))
  return measureDay(
    {
      frame: {
        time: Float64Array.from(rows, ({ at }) => midnight + at * minute),
        columns: new Map([[variable, Float64Array.from(rows, ({ value }) => value)]]),
        reasons: bytes(({ reason }) => (reason === undefined ? 0 : reasonNumbers[reason])),
      },
      units: new Map([[variable, 'm/s']]),
      clock: undefined,
      isOrdered: false,
      hasOwnRows: false,
      marks: {
        frozen: bytes(({ isFrozen }) => Number(isFrozen ?? false)),
        excluded: bytes(({ isExcluded }) => Number(isExcluded ?? false)),
      },
    },
    { day, interval, isWhole: true },
    settings,
    { asset: '', variables: [variable] },
  )
}

const colours: Readonly<Record<SampleClassName, string>> = {
  valid: '#9fb3c1',
  missing: '#d3cab8',
  out_of_range: '#c2571a',
  bad_quality: '#a3262b',
  uncertain_quality: '#e0b040',
  no_number: '#7a4f8b',
  duplicate: '#4f7a3a',
  conflicting: '#d0417e',
  ambiguous: '#2a4b9b',
  frozen: '#2fa7b8',
  excluded: '#3d3d3d',
}

const [width, left, right] = [880, 60, 28]
const [speedTop, speedBase, barTop, barBase] = [88, 228, 276, 396]
const [mostSpeed, mostSamples] = [16, 20]
const round = (value: number) => Math.round(value * 10) / 10
const x = (at: number) => round(left + ((width - left - right) * at) / 1440)
const y = (speed: number) => round(speedBase - ((speedBase - speedTop) * speed) / mostSpeed)
const z = (samples: number) => round(barBase - ((barBase - barTop) * samples) / mostSamples)

const measured = await measure()
const means = measured.bins.signals[0]!.values
const { bins: listed, counts } = measured.classes.get(variable)!
const order = sampleClasses.toSorted((a, b) => a.number - b.number)
const countOf = (bin: number, number: number) => {
  const at = listed.indexOf(bin)
  if (at < 0) return number === 0 ? perBin : 0
  return counts[at * sampleClasses.length + number]!
}

function drawAxes(): string {
  const line = (at: number, label: string) =>
    `<path d="M${left} ${at}H${width - right}" stroke="#e4e0d8"/><text x="${left - 8}" y="${at + 4}" text-anchor="end">${label}</text>`
  const hours = [speedBase, barBase].flatMap((base) =>
    Array.from(
      { length: 9 },
      (_, index) =>
        `<text x="${x(index * 180)}" y="${base + 16}" text-anchor="middle">${index * 3} h</text>`,
    ),
  )
  const speeds = [0, 4, 8, 12, 16].map((speed) => line(y(speed), String(speed)))
  return [
    ...speeds,
    ...[0, 10, 20].map((samples) => line(z(samples), String(samples))),
    ...hours,
  ].join('')
}

/** Each sample as a dot: what lies above the scale at its upper edge. */
function drawSamples(): string {
  return rows
    .filter(({ value }) => Number.isFinite(value))
    .map(({ at, value }) => `M${x(at)} ${y(Math.min(value, mostSpeed))}h0`)
    .join('')
}

/** The mean of each bin as a step; bins without one leave a gap. */
function drawMeans(): string {
  return Array.from(means, (mean, bin) =>
    Number.isNaN(mean) ? '' : `M${x(bin * perBin)} ${y(mean)}H${x((bin + 1) * perBin)}`,
  ).join('')
}

function drawBars(): string {
  return order
    .map(({ name, number }) => {
      const bars = Array.from({ length: bins }, (_, bin) => {
        const count = countOf(bin, number)
        if (count === 0) return ''
        const below = order
          .filter((other) => other.number < number)
          .reduce((sum, other) => sum + countOf(bin, other.number), 0)
        return `M${round(x(bin * perBin) + 0.4)} ${z(below)}V${z(below + count)}H${round(x((bin + 1) * perBin) - 0.4)}V${z(below)}Z`
      })
      return `<path d="${bars.join('')}" fill="${colours[name]}"/>`
    })
    .join('\n  ')
}

/** The name of what happens over its time. */
function drawNames(): string {
  return events
    .map(({ from, to, name }, index) => {
      // In turn higher and lower, so that long names have room.
      const line = index % 2 === 0 ? 54 : 68
      const words = name.replaceAll('_', ' ')
      return `<path d="M${x(from)} 78H${x(to)}" stroke="${colours[name]}" stroke-width="4"/><text x="${x((from + to) / 2)}" y="${line}" text-anchor="middle" font-size="11" fill="#1d2b38">${words}</text>`
    })
    .join('\n  ')
}

function drawLegend(): string {
  return order
    .map(({ name }, index) => {
      const [at, line] = [left + (index % 6) * 132, 432 + Math.floor(index / 6) * 20]
      return `<rect x="${at}" y="${line}" width="11" height="11" fill="${colours[name]}"/><text x="${at + 17}" y="${line + 10}">${name.replaceAll('_', ' ')}</text>`
    })
    .join('\n  ')
}

console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 476" font-family="system-ui, sans-serif" font-size="12" fill="#4a5d70" role="img" aria-label="A day of wind speed that has samples of every class: the samples and the means of the bins above, the samples of each bin by class below">
  <rect width="${width}" height="476" fill="#fbfaf7"/>
  <text x="${left}" y="28"><tspan font-size="14" font-weight="600" fill="#1d2b38">A day that has them all</tspan><tspan dx="12">made up: wind speed in m/s, a sample a minute, and what its bins of 10 minutes are made of</tspan></text>
  ${drawAxes()}
  ${drawNames()}
  <path d="${drawSamples()}" stroke="#1f6f8b" stroke-opacity="0.35" stroke-width="2" stroke-linecap="round" fill="none"/>
  <path d="${drawMeans()}" stroke="#1d2b38" stroke-width="1.8" fill="none"/>
  <text x="${left}" y="${barTop - 10}" font-weight="600" fill="#1d2b38">samples of each bin, by class</text>
  ${drawBars()}
  ${drawLegend()}
</svg>`)
