import { keyHeaders } from './key.ts'
import { Refusal } from './refusal.ts'

export type Query = Readonly<Record<string, string | number | undefined>>

/** A path of the page's own server with its parameters; what is undefined is left out. */
export function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Asks the page's server. Throws a `Refusal` for all but a good answer; an abort goes through as it is. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...keyHeaders(), ...(init.headers as Record<string, string> | undefined) }
  let response: Response
  try {
    response = await fetch(path, { ...init, headers })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Refusal(0, 'page-unreachable', 'The page’s server does not answer.')
  }
  if (response.ok) return response
  const problem = (await response.json().catch(() => ({}))) as Record<string, unknown>
  const text = [problem['detail'], problem['title']].find((said) => typeof said === 'string')
  const code = typeof problem['code'] === 'string' ? problem['code'] : `http-${response.status}`
  throw new Refusal(
    response.status,
    code,
    text ?? `The page’s server answered ${response.status}.`,
    problem,
  )
}

export async function askJson<Answer>(path: string, query: Query = {}): Promise<Answer> {
  const response = await ask(withQuery(path, query))
  return (await response.json()) as Answer
}

export async function postJson<Answer>(path: string, body: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const response = await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as Answer
}
