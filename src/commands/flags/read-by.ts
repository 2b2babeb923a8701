import { InvalidArgumentError } from 'commander'
import { systemUser } from '../../config/system-user.ts'
import { plainLine } from '../../errors/plain-text.ts'

/** Of a longer name nobody reads the end. */
const longest = 100

/** Commander's reader for who does something: a short line. */
export function readBy(text: string): string {
  if (text.trim() !== '' && text.length <= longest && plainLine(text) === text) return text
  throw new InvalidArgumentError(`It must be a name, of up to ${longest} characters.`)
}

/** Who is written down: as given, else as the system names the user. */
export function whoDoes(by: string | undefined): string {
  return by ?? systemUser().slice(0, longest)
}
