/**
 * What loggers, historians and spreadsheets write in place of a value: nothing, marks alone, names of no
 * number, a state of the instrument or of its line, a formula's error. A whole cell, whatever its case.
 */
const texts = [
  String.raw`[-*?.]+|<?\(?null\)?>?|nil|none|n\/?a|nat|\\n|void|undef(?:ined)?|missing|invalid|unknown`,
  String.raw`[+-]?nan(?:\((?:ind|q|s|snan)?\))?|[+-]?inf(?:inity)?|[+-]?1\.?#(?:qnan|snan|ind|inf|j)0*`,
  String.raw`#(?:n\/a|value!|div\/0!|num!|ref!|name\?|null!|error!?|wert!|zahl!|bezug!|valor!|núm!|nodata)`,
  String.raw`bad(?: (?:data|input|quality|value|total|reading))?|no ?data|no (?:result|sample|value|good data.*)`,
  String.raw`i\/o ?time ?out|time ?out|time ?d ?out|comm(?:unication)?s? ?(?:fail(?:ed|ure)?|error|lost)|not connect(?:ed)?`,
  String.raw`intf shut|pt created|out of serv(?:ice)?|calc(?:ulation)? fail(?:ed)?|scan (?:off|timeout)|(?:over|under) ?range`,
  String.raw`shut ?down|configure|off-?line|arc off-line|fault(?:y)?|error|fail(?:ed|ure)?|not available|unavailable|dcs failed`,
  String.raw`\[-\d+\] .*`,
]
const known = new RegExp(`^(?:${texts.join('|')})$`, 'i')

/** Whether a cell, without the spaces around it, says that there is no value. */
export function isNoValueText(text: string): boolean {
  return text === '' || known.test(text)
}
