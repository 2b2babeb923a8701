// Clients as other people's generators make them: compiled, and each fetches a day.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { findPython } from '../support/python.ts'
import { day, key, serveDescribed } from './described.ts'
import type { DayRead } from './described.ts'
import { findGoTools, findNpmTools, lacks } from './install/find-tools.ts'
import { runTool } from './install/run-tool.ts'

const clients = resolve(import.meta.dirname, 'clients')
const folder = mkdtempSync(join(tmpdir(), 'minuano-clients-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const python = await findPython('test/tools/clients/requirements.txt')
const noJava = await lacks('java', '-version')
const noGenerator = 'missing' in python ? python.missing : noJava
const go = await findGoTools()
const noGo = 'missing' in go ? go.missing : false
const npm = await findNpmTools()
const noNpm = 'missing' in npm ? npm.missing : false

const { url, description, expected } = await serveDescribed(folder)
const args = [url, key, day.start, day.end]

/** Compares what a client printed. */
function demandDay(printed: string): void {
  const read = JSON.parse(printed) as DayRead
  assert.deepEqual({ ...read, first: new Date(read.first).toISOString() }, expected)
}

/** By the very program that the Python package brings: it is Java, and started so. */
async function generate(generator: string, into: string, properties: string): Promise<void> {
  assert.ok('python' in python)
  const find = 'import openapi_generator_cli as g; print(g.__path__[0])'
  const place = (await runTool(python.python, ['-c', find])).trim()
  await runTool('java', [
    ...['-jar', join(place, 'openapi-generator.jar'), 'generate', '-g', generator],
    ...['-i', description, '-o', into, `--additional-properties=${properties}`],
  ])
}

describe('openapi-generator', { skip: noGenerator }, () => {
  test('makes a client for Python', async () => {
    assert.ok('python' in python)
    const made = join(folder, 'python')
    await generate('python', made, 'packageName=connector')
    await runTool(python.python, ['-m', 'compileall', '-q', join(made, 'connector')])
    demandDay(await runTool(python.python, [join(clients, 'fetch_day.py'), made, ...args]))
  })
})

describe('in Go', { skip: noGo || noGenerator }, () => {
  const made = join(folder, 'go')
  const env = { GOFLAGS: '-mod=mod' }

  test('openapi-generator and oapi-codegen make clients, which compile', async () => {
    assert.ok('folder' in go)
    await generate('go', join(made, 'openapi'), 'packageName=openapi,withGoMod=false')
    // Its own tests want a module more.
    rmSync(join(made, 'openapi', 'test'), { recursive: true })
    mkdirSync(join(made, 'oapi'))
    const into = ['-package', 'oapi', '-o', join(made, 'oapi', 'client.go')]
    const codegen = join(go.folder, 'oapi-codegen')
    await runTool(codegen, ['-generate', 'types,client', ...into, description])
    cpSync(join(clients, 'main.go'), join(made, 'main.go'))
    const needs = 'require github.com/oapi-codegen/runtime v1.9.0'
    writeFileSync(join(made, 'go.mod'), `module tools.test/clients\n\ngo 1.24\n\n${needs}\n`)
    await runTool('go', ['mod', 'tidy'], { cwd: made, env })
    await runTool('go', ['vet', './...'], { cwd: made, env })
    await runTool('go', ['build', '-o', 'day', '.'], { cwd: made, env })
  })

  for (const generator of ['openapi-generator', 'oapi-codegen']) {
    test(`that of ${generator} fetches a day`, async () => {
      demandDay(await runTool(join(made, 'day'), [generator, ...args]))
    })
  }
})

describe('in TypeScript', { skip: noNpm || noGenerator }, () => {
  const made = join(folder, 'typescript')
  const own = (program: string) => resolve('node_modules', '.bin', program)

  test('openapi-generator, hey-api and openapi-typescript make clients, which compile', async () => {
    assert.ok('folder' in npm)
    const bin = join(npm.folder, 'node_modules', '.bin')
    await generate('typescript-fetch', join(made, 'openapi-generator'), 'supportsES6=true')
    await runTool(join(bin, 'openapi-ts'), ['-i', description, '-o', join(made, 'hey-api')])
    await runTool(join(bin, 'openapi-typescript'), [description, '-o', join(made, 'types.ts')])
    cpSync(clients, made, { recursive: true, filter: (path) => !/\.(go|py|txt)$/.test(path) })
    symlinkSync(join(npm.folder, 'node_modules'), join(made, 'node_modules'))
    writeFileSync(join(made, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }))
    await runTool(own('tsc'), ['-p', made])
  })

  for (const generator of ['openapi-generator', 'hey-api', 'openapi-typescript']) {
    test(`that of ${generator} fetches a day`, async () => {
      const program = join(made, `${generator}.mjs`)
      const how = ['--bundle', '--platform=node', '--format=esm', `--outfile=${program}`]
      await runTool(own('esbuild'), [join(made, `by-${generator}.ts`), ...how])
      demandDay(await runTool(process.execPath, [program, ...args]))
    })
  }
})

const compilerOptions = {
  strict: true,
  noEmit: true,
  target: 'es2023',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: ['node'],
  typeRoots: [dirname(resolve('node_modules', '@types', 'node'))],
}
