import { stringForm } from './json-form.ts'
import type { Reader } from './setting.ts'

const form = /^https?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/

/** A base URL that everybody is told: without user or password, query or fragment; its last `/` is left out. */
export const publicUrl: Reader<string> = {
  read: (value) =>
    form.test(value) && URL.canParse(value) ? value.replace(/\/+$/, '') : undefined,
  show: (value) => (value.includes('@') ? 'its value' : JSON.stringify(value)),
  expects:
    'a URL without user, password, query or fragment, such as https://wind.example/connector',
  json: stringForm(form.source.replaceAll('\\/', '/')),
}
