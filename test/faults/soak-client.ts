import { request } from 'node:http'
import type { Plant } from './plant.ts'
import type { Random } from './random.ts'

/** What became of requests, by kind; of answers that are wrong, the first in words. */
export interface Answers {
  whole: number
  /** 503 with Retry-After: busy, or without its Source. */
  busy: number
  /** Broken off, so that the client can tell. */
  broken: number
  /** An answer that seems whole and lacks rows, or has too many. */
  lost: number
  /** Rows of two states of the Source in one answer. */
  wrong: number
  /** 5xx other than 503, 503 without Retry-After, and whatever else is no answer. */
  refused: number
  readonly seen: string[]
}

export const noAnswers = (): Answers => ({
  whole: 0,
  busy: 0,
  broken: 0,
  lost: 0,
  wrong: 0,
  refused: 0,
  seen: [],
})

interface Answer {
  readonly status: number
  readonly body: string
  readonly retryAfter: string | undefined
}

/**
 * Asks for a day of an asset, whose rows all have the same wind speed, another one after each edit. So an
 * answer shows by itself whether it is of one state of the Source, and whether it is whole.
 */
export async function askOnce(
  port: number,
  plant: Plant,
  random: Random,
  answers: Answers,
): Promise<void> {
  const [asset, day] = [random.pick(plant.assets.slice(0, -1)), random.pick(plant.days)]
  const format = random.pick(['json', 'csv', 'ndjson'])
  const path = `/data?start=${day}T00:00:00Z&end=${day}T23:59:59Z&assets=${asset}&variables=wind_speed&format=${format}`
  let answer: Answer
  try {
    answer = await get(port, path)
  } catch {
    answers.broken++
    return
  }
  const { status, body, retryAfter } = answer
  if (status === 503 && retryAfter !== undefined) answers.busy++
  else if (status !== 200) note(answers, 'refused', `${status} ${body.slice(0, 200)}`)
  else judge(answers, format, body, (24 * 3600) / plant.sampleSeconds, `${asset} ${day}`)
}

function judge(answers: Answers, format: string, body: string, rows: number, what: string): void {
  const found = readRows(format, body)
  if (found?.length !== rows) {
    note(
      answers,
      'lost',
      `${what} as ${format}: ${found?.length ?? 'not readable'}, not ${rows} rows`,
    )
  } else if (new Set(found).size > 1) {
    note(answers, 'wrong', `${what} as ${format}: ${[...new Set(found)].join(', ')}`)
  } else answers.whole++
}

/** The wind speed of each row; undefined where the body cannot be read. */
function readRows(format: string, body: string): readonly string[] | undefined {
  try {
    const lines = body.trimEnd().split('\n')
    if (format === 'csv') return lines.slice(1).map((line) => line.split(',').at(-1)!.trim())
    const rows = (
      format === 'json' ? JSON.parse(body) : lines.map((line) => JSON.parse(line) as unknown)
    ) as {
      wind_speed: number
    }[]
    return rows.map((row) => String(row.wind_speed))
  } catch {
    return undefined
  }
}

function note(answers: Answers, kind: 'lost' | 'wrong' | 'refused', text: string): void {
  answers[kind]++
  if (answers.seen.length < 10) answers.seen.push(`${kind}: ${text}`)
}

function get(port: number, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('error', reject)
      response.on('end', () => {
        const retryAfter = response.headers['retry-after']
        resolve({ status: response.statusCode ?? 0, body, retryAfter })
      })
    })
    asking.on('error', reject)
    asking.end()
  })
}
