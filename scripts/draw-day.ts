// Draws one day of the Target as an SVG, from the view ten_minute:
//   node_modules/.bin/node scripts/draw-day.ts 2025-01-09 > day.svg
// It asks by `./minuano sql`, so it takes the settings and the running `minuano up` that this does.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Values of one bin; null where it has none. Minutes are counted from the day's first instant. */
interface Bin {
  readonly variable: string
  readonly unit: string | null
  readonly minute: number
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
}

type Drawn = Bin & Record<'mean' | 'min' | 'max', number>

const [day = '', ...variables] = process.argv.slice(2)
if (!/^\d{4}-\d\d-\d\d$/.test(day) || !variables.every((name) => /^\w+$/.test(name))) {
  console.error('usage: draw-day.ts 2025-01-09 [variable …]')
  process.exit(2)
}

const [width, height, left, right, top, gap] = [880, 165, 60, 28, 48, 36]
const colours = ['#1f6f8b', '#c2571a', '#4f7a3a', '#7a4f8b']
const bins = readBins()
if (bins.length === 0) {
  console.error(`${day} is not loaded, or not in bins of 10 minutes: see ./minuano status`)
  process.exit(1)
}
const names = variables.length > 0 ? variables : [...new Set(bins.map(({ variable }) => variable))]
const minutes = Math.max(...bins.map(({ minute }) => minute)) + 10
const total = top + names.length * (height + gap) + 8

console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" font-family="system-ui, sans-serif" font-size="12" fill="#4a5d70" role="img" aria-label="${names.join(' and ')} of ${day}: mean, minimum and maximum of every 10 minutes">
  <rect width="${width}" height="${total}" fill="#fbfaf7"/>
  <text x="${left}" y="26"><tspan font-size="14" font-weight="600" fill="#1d2b38">${day}</tspan><tspan dx="12">every 10 minutes: the line is the mean, the band reaches from min to max</tspan></text>
${names.map(drawVariable).join('\n')}
</svg>`)

function drawVariable(name: string, place: number): string {
  const own = bins.filter(({ variable }) => variable === name)
  const drawn = own.filter((bin): bin is Drawn => bin.mean !== null && bin.max !== null)
  const [low, high] = [
    Math.min(0, ...drawn.map(({ min }) => min)),
    Math.max(...drawn.map(({ max }) => max)),
  ]
  const ticks = ticksBetween(low, high)
  const [bottom, base] = [Math.min(low, ticks[0]!), top + place * (height + gap) + height]
  const scale = height / (Math.max(high, ticks.at(-1)!) - bottom || 1)
  const x = (minute: number) => round(left + ((width - left - right) * minute) / minutes)
  const y = (value: number) => round(base - (value - bottom) * scale)
  const lines = ticks.map(
    (tick) =>
      `<path d="M${left} ${y(tick)}H${width - right}" stroke="#e4e0d8"/><text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
  )
  const hours = Array.from({ length: Math.floor(minutes / 180) + 1 }, (_, index) => index * 3)
  const clock = hours.map(
    (hour) => `<text x="${x(hour * 60)}" y="${base + 15}" text-anchor="middle">${hour} h</text>`,
  )
  const colour = colours[place % colours.length]!
  const unit = own[0]?.unit ?? ''
  return `  <g>${lines.join('')}${clock.join('')}
${pieces(drawn)
  .map(
    (
      piece,
    ) => `    <path d="M${piece.map(({ minute, max }) => `${x(minute + 5)} ${y(max)}`).join('L')}L${piece
      .toReversed()
      .map(({ minute, min }) => `${x(minute + 5)} ${y(min)}`)
      .join('L')}Z" fill="${colour}" opacity="0.25"/>
    <path d="M${piece.map(({ minute, mean }) => `${x(minute + 5)} ${y(mean)}`).join('L')}" fill="none" stroke="${colour}" stroke-width="1.8" stroke-linejoin="round"/>`,
  )
  .join('\n')}
    <text x="${left + 8}" y="${base - height + 14}" font-weight="600" fill="${colour}">${name}${unit === '' ? '' : `, ${unit}`}</text></g>`
}

/** Bins that follow each other: a gap is left open. */
function pieces(drawn: readonly Drawn[]): Drawn[][] {
  const found: Drawn[][] = []
  for (const bin of drawn) {
    const last = found.at(-1)
    if (last?.at(-1)?.minute === bin.minute - 10) last.push(bin)
    else found.push([bin])
  }
  return found
}

/** Four to eight round numbers that reach from `low` to `high`. */
function ticksBetween(low: number, high: number): number[] {
  const rough = (high - low || 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([5, 2, 1].find((factor) => factor * power <= rough) ?? 1)
  const first = Math.floor(low / step)
  const count = Math.ceil(high / step) - first + 1
  return Array.from({ length: count }, (_, index) =>
    Number(((first + index) * step).toPrecision(6)),
  )
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function readBins(): Bin[] {
  const statement = `
    select variable, (select max(unit) from signal s where s.variable = load.variable) as unit,
      (extract(epoch from "timestamp" - window_start) / 60)::int as minute, mean, min, max
    from load join ten_minute using (asset, variable)
    where day = '${day}' and period_seconds = 600 and "timestamp" >= window_start and "timestamp" < window_end
      and asset = (select min(asset) from load where day = '${day}')
    order by variable desc, "timestamp"`
  const minuano = fileURLToPath(new URL('../minuano', import.meta.url))
  const output = execFileSync(minuano, ['sql', 'target', '--json', statement], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output) as Bin[]
}
