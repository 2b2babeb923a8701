// Preloaded: writes to stderr, at the end, the packages that were loaded.
import { writeSync } from 'node:fs'
import { registerHooks } from 'node:module'

const loaded = new Set<string>()
const packages = new URL('../../../node_modules/', import.meta.url).href

registerHooks({
  load(url, context, next) {
    const name = url.startsWith(packages) && /^(@[^/]+\/)?[^/]+/.exec(url.slice(packages.length))
    if (name) loaded.add(name[0])
    return next(url, context)
  },
})

process.on('exit', () => writeSync(2, [...loaded].join('\n')))
