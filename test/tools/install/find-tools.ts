import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { keepOnce } from '../../../scripts/python/keep-once.ts'
import { runTool } from './run-tool.ts'

/** Where tools lie, or why they are not to be had: what needs them says so and is skipped. */
export type FoundTools = { readonly folder: string } | { readonly missing: string }

/** What is fetched for the tests of this room: never a dependency of the project, each of one version. */
export const npmTools = {
  '@hey-api/openapi-ts': '0.95.0',
  '@redocly/cli': '2.77.0',
  '@stoplight/spectral-cli': '6.16.0',
  'openapi-fetch': '0.17.0',
  'openapi-typescript': '7.13.0',
} as const

export const goTools = {
  'github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen': 'v2.8.2',
} as const

/** A folder whose `node_modules` has the npm tools. None of them runs a script when it is installed. */
export function findNpmTools(): Promise<FoundTools> {
  return find('npm', npmTools, join('node_modules', '.bin', 'redocly'), async (folder, pins) => {
    const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts']
    await runTool('npm', ['install', '--prefix', folder, ...quiet, ...pins])
  })
}

/** A folder that has the Go tools as programs. */
export function findGoTools(): Promise<FoundTools> {
  return find('go', goTools, 'oapi-codegen', async (folder, pins) => {
    for (const pin of pins) await runTool('go', ['install', pin], { env: { GOBIN: folder } })
  })
}

async function find(
  name: string,
  tools: Readonly<Record<string, string>>,
  proof: string,
  install: (folder: string, pins: readonly string[]) => Promise<void>,
): Promise<FoundTools> {
  const pins = Object.entries(tools).map(([tool, version]) => `${tool}@${version}`)
  const key = createHash('sha256').update(pins.join('\n')).digest('hex').slice(0, 16)
  try {
    return { folder: await keepOnce(`${name}-${key}`, proof, (made) => install(made, pins)) }
  } catch (error) {
    const [, said = ''] = (error as Error).message.split('\n')
    return { missing: `NOT TRIED: ${name} cannot bring ${pins.join(', ')}: ${said}` }
  }
}

/** Why a program of the system's cannot be run, or false. */
export async function lacks(program: string, ...args: string[]): Promise<string | false> {
  return runTool(program, args).then(
    () => false,
    () => `NOT TRIED: no ${program}`,
  )
}
