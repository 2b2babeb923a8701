/**
 * Where a text stops being JSON, as `line 3, column 5: …`: the engine's own message says it for some
 * faults and in some versions alone.
 */
export function describeJsonFault(text: string): string {
  const offset = faultOffset(text)
  const before = text.slice(0, offset).split('\n')
  const found = offset < text.length ? `unexpected ${JSON.stringify(text[offset])}` : 'it ends here'
  return `line ${before.length}, column ${before.at(-1)!.length + 1}: ${found}`
}

const string = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y
const other = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null)(?![\w.+-])/y
const [space, comma, colon] = [/[ \t\r\n]*/y, /,/y, /:/y]
const [openObject, closeObject, openArray, closeArray] = [/\{/y, /\}/y, /\[/y, /\]/y]

/** The offset of the first thing that cannot stand where it does. */
function faultOffset(text: string): number {
  let offset = 0
  const take = (pattern: RegExp): boolean => {
    for (const each of [space, pattern]) {
      each.lastIndex = offset
      if (!each.test(text)) return false
      offset = each.lastIndex
    }
    return true
  }
  const takeItems = (close: RegExp, takeItem: () => boolean): boolean => {
    if (take(close)) return true
    do {
      if (!takeItem()) return false
    } while (take(comma))
    return take(close)
  }
  const takeValue = (): boolean => {
    if (take(openObject)) return takeItems(closeObject, takeEntry)
    if (take(openArray)) return takeItems(closeArray, takeValue)
    return take(string) || take(other)
  }
  const takeEntry = () => take(string) && take(colon) && takeValue()
  if (takeValue()) take(space)
  return offset
}
