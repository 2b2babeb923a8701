import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { isOpenoaName, openoaNames } from '../../export/columns/openoa-columns.ts'

/** What `--column` says, `p_act=WTUR_W` each: OpenOA's columns by variable. Throws `usage`. */
export function readColumns(given: readonly string[]): Map<string, string> {
  return new Map(given.map(readOne))
}

function readOne(text: string): [string, string] {
  const at = text.lastIndexOf('=')
  const [variable, column] = [text.slice(0, at), text.slice(at + 1)]
  if (at > 0 && isOpenoaName(column)) return [variable, column]
  throw new MinuanoError(
    'usage',
    `--column ${quoteShort(text)}: write it as p_act=WTUR_W, a variable and one of ${openoaNames.join(', ')}`,
  )
}
