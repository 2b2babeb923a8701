// dist/sbom.cdx.json: everything that ships, as CycloneDX 1.6; the same bytes from the same lock file.
import { writeFileSync } from 'node:fs'

/**
 * `bundled` are the packages of which code stands in what was built; beside them ships what `npm install` brings
 * without development: of `lock`, the lock file.
 */
export function writeSbom(file, { name, version, license }, lock, bundled) {
  const folders = new Set(bundled.map(({ folder }) => folder))
  const others = Object.entries(lock.packages).filter(
    ([folder, { dev }]) => folder !== '' && dev !== true && !folders.has(folder),
  )
  const components = [
    ...bundled.map((own) => component({ ...lock.packages[own.folder], ...own }, 'bundled')),
    ...others.map(([folder, entry]) =>
      component({ ...entry, name: folder.replace(/^.*node_modules\//, '') }, 'installed'),
    ),
  ].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1))
  // One that is installed at two places is one component.
  const once = components.filter(
    (own, index) => own['bom-ref'] !== components[index - 1]?.['bom-ref'],
  )
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': purl(name, version),
        name,
        version,
        licenses: [{ license: { id: license } }],
        purl: purl(name, version),
      },
    },
    components: once,
  }
  writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`)
}

function component({ name, version, license, integrity, optional }, ships) {
  return {
    type: 'library',
    'bom-ref': purl(name, version),
    name,
    version,
    scope: optional === true ? 'optional' : 'required',
    ...(integrity?.startsWith('sha512-') && {
      hashes: [
        { alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') },
      ],
    }),
    licenses: [/[ (]/.test(license) ? { expression: license } : { license: { id: license } }],
    purl: purl(name, version),
    properties: [{ name: 'minuano:ships', value: ships }],
  }
}

function purl(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}
