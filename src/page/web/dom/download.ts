import { ask } from '../ask/ask.ts'
import { hasKey } from '../ask/key.ts'
import { element } from './element.ts'

/**
 * Saves an answer as a file. Without a key the browser does it by itself, whatever its size; a key can only be
 * sent by the page, which then holds the file first.
 */
export async function download(path: string): Promise<void> {
  if (!hasKey()) {
    press(path, '')
    return
  }
  const response = await ask(path)
  const named = /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')
  const address = URL.createObjectURL(await response.blob())
  press(address, named?.[1] ?? 'minuano')
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

function press(href: string, download: string): void {
  const link = element('a', { href, download })
  document.body.append(link)
  link.click()
  link.remove()
}
