import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export const composePath = new URL('../../compose.yaml', import.meta.url)
export const composeText = readFileSync(composePath, 'utf8')

/** What of a service the tests look at; merges are resolved. */
export interface Service {
  readonly image: string
  readonly build?: { readonly target: string }
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly networks?: readonly string[]
  readonly network_mode?: string
  readonly volumes?: readonly string[]
  readonly profiles?: readonly string[]
  readonly user?: string
  readonly init?: boolean
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
}

export const services = new Map(
  Object.entries(
    (parse(composeText, { merge: true }) as { services: Record<string, Service> }).services,
  ),
)

export function serviceOf(name: string): Service {
  const service = services.get(name)
  if (service === undefined) throw new Error(`compose.yaml has no service ${name}`)
  return service
}

/** Where each of a service's named volumes is mounted, as `path -> volume`. */
export function mountsOf({ volumes = [] }: Service): Map<string, string> {
  return new Map(
    volumes.map((text) => {
      const [volume = '', path = ''] = text.split(':')
      return [path, volume]
    }),
  )
}
