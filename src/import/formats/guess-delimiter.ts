/** The characters that separate cells, the rarest in headers first. */
const candidates = ['\t', ';', ',']

/** The delimiter that the header line has most of, outside quotes; a decimal comma separates nothing. */
export function guessDelimiter(headerLine: string, decimalComma: boolean): string {
  const bare = headerLine.replace(/"(?:[^"]|"")*"/g, '')
  const allowed = candidates.filter((candidate) => !(decimalComma && candidate === ','))
  const counts = allowed.map((candidate) => bare.split(candidate).length - 1)
  const most = Math.max(...counts)
  return most === 0 ? allowed.at(-1)! : allowed[counts.indexOf(most)]!
}
