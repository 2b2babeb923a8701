import { plainLine } from '../../errors/plain-text.ts'
import type { TextCounts } from '../../etl/extract/fetch-texts.ts'

/** What the rest of the texts is called in the Connector's answer. */
const rest = 'other'
/** Texts that are named before the rest is counted. */
const mostNamed = 5

/** `power: 12 samples are no number: “Bad Input” 10, “No Data” 2`. `samples`: how many there are, of any text. */
export function describeTexts(variable: string, samples: number, texts: TextCounts): string {
  const listed = Object.entries(texts)
    .filter(([text]) => text !== rest)
    .sort(([, a], [, b]) => b - a)
  const named = listed.slice(0, mostNamed)
  const others =
    listed.slice(mostNamed).reduce((sum, [, count]) => sum + count, 0) + (texts[rest] ?? 0)
  const parts = [
    ...named.map(([text, count]) => `“${plainLine(text)}” ${count}`),
    ...(others > 0 ? [`other texts ${others}`] : []),
  ]
  const are = samples === 1 ? 'sample is' : 'samples are'
  return `${variable}: ${samples} ${are} no number${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
}
