// Preloaded: writes to stderr, at the end, the files of ours and the packages that were loaded.
import { writeSync } from 'node:fs'
import { registerHooks } from 'node:module'

const loaded = new Set<string>()
const root = new URL('../../../', import.meta.url).href

registerHooks({
  load(url, context, next) {
    if (url.startsWith(root)) {
      const file = url.slice(root.length)
      const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]
      if (file !== 'test/commands/programs/list-modules.ts') loaded.add(name ?? file)
    }
    return next(url, context)
  },
})

process.on('exit', () => writeSync(2, [...loaded].join('\n')))
