// The packages of which code stands in what was built, as esbuild's metafiles say.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Each package once, by its folder under node_modules, sorted: `{ folder, name, version, license, text }`, the
 * text being that of its licence's file. Throws where a package says no licence, or brings no text of it.
 */
export function bundledPackages(metafiles) {
  const folders = new Set()
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]
        if (folder !== undefined && bytesInOutput > 0) folders.add(folder)
      }
    }
  }
  return [...folders].sort().map(describePackage)
}

function describePackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (typeof license !== 'string') throw new Error(`${name} says no licence`)
  return { folder, name, version, license, text: licenceText(folder, name) }
}

function licenceText(folder, name) {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)([.-]|$)/i.test(entry))
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim()
  // Some write it into their description.
  const readme = readdirSync(folder).find((entry) => /^readme/i.test(entry))
  const said = readme === undefined ? '' : readFileSync(join(folder, readme), 'utf8')
  const text = /^#+ *licen[cs]e[^\n]*\n([^]*)/im.exec(said)?.[1]?.trim() ?? ''
  if (text.length < 300) throw new Error(`${name} brings no text of its licence`)
  return text
}
