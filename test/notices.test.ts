import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Licences that ask for no more than a notice. */
const allowed = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
]

interface Component {
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses: readonly { readonly license?: { readonly id: string } }[]
  readonly properties: readonly { readonly name: string; readonly value: string }[]
}

interface Bom {
  readonly bomFormat: string
  readonly components: readonly Component[]
}

interface Lock {
  readonly packages: Record<string, { readonly version: string; readonly dev?: boolean }>
}

/** Packages of which the source maps of what was built tell; those without maps by what they import. */
function bundledByMaps(): Set<string> {
  const maps = ['dist/main.js.map', 'dist/command-line.js.map']
  for (const file of readdirSync(join(root, 'dist/libraries'))) {
    if (file.endsWith('.map')) maps.push(`dist/libraries/${file}`)
  }
  const sources = maps.flatMap((map) => (JSON.parse(read(map)) as { sources: string[] }).sources)
  const names = sources.flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  )
  return new Set(names)
}

function importedByPage(): Set<string> {
  const folder = 'src/page/web'
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  const texts = files
    .filter((file) => /\.(ts|css)$/.test(file))
    .map((file) => read(`${folder}/${file}`))
  const names = texts.flatMap((text) =>
    [...text.matchAll(/^(?:import|export|@import) (?:[^']*from )?['"]([^.'"][^'"]*)['"]/gm)].map(
      ([, name]) => name!.split('/')[0]!,
    ),
  )
  return new Set(names)
}

describe('of what ships', () => {
  const built = existsSync(join(root, 'dist/sbom.cdx.json'))
  assert.ok(built, 'the bundle must have been built')
  const bom = JSON.parse(read('dist/sbom.cdx.json')) as Bom
  const notices = read('dist/THIRD-PARTY-NOTICES.txt')

  test('every package whose code was built in stands in the notices, with its text, and in the SBOM', () => {
    const names = new Set([...bundledByMaps(), ...importedByPage()])
    assert.ok(names.has('kysely') && names.has('pg') && names.has('uplot') && names.size > 20)
    for (const name of names) {
      const own = bom.components.find((component) => component.name === name)
      assert.ok(own !== undefined, `the SBOM lacks ${name}`)
      assert.deepEqual(own.properties, [{ name: 'minuano:ships', value: 'bundled' }], name)
      assert.ok(notices.includes(`\n  ${name} ${own.version} (`), `the notices do not list ${name}`)
      const [, text = ''] = notices.split(`${'-'.repeat(80)}\n${name} ${own.version}\n`)
      assert.match(text.slice(0, 2000), /copyright/i, name)
      assert.match(text.slice(0, 2000), /permission|redistribution/i, name)
    }
  })

  test('every package that is installed beside it stands in the SBOM', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as Lock
    const purls = new Set(bom.components.map(({ purl }) => purl))
    for (const [folder, { version, dev }] of Object.entries(packages)) {
      if (folder === '' || dev === true) continue
      const name = folder.replace(/^.*node_modules\//, '').replace('@', '%40')
      assert.ok(purls.has(`pkg:npm/${name}@${version}`), `the SBOM lacks ${folder}`)
    }
    assert.equal(purls.size, bom.components.length, 'each stands in it once')
  })

  test('no licence is missing, or asks for more than a notice', () => {
    assert.equal(bom.bomFormat, 'CycloneDX')
    for (const { name, licenses } of bom.components) {
      const ids = licenses.map(({ license }) => license?.id ?? 'none')
      assert.ok(ids.length > 0 && ids.every((id) => allowed.includes(id)), `${name}: ${ids.join()}`)
    }
  })
})
