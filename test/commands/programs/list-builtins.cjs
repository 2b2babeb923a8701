// Preloaded: writes to stderr, at the end, the modules of Node's own that users know by name, and undici
// (that is fetch), which takes longest to load.
const { writeSync } = require('node:fs')
const { builtinModules } = require('node:module')

process.on('exit', () => {
  const loaded = process.moduleLoadList.flatMap((entry) => {
    const name = /^NativeModule (.+)$/.exec(entry)?.[1]
    const isKnown = builtinModules.includes(name) && !name.startsWith('_')
    return isKnown || /undici\/undici$/.test(name) ? [`node:${name}`] : []
  })
  writeSync(2, loaded.join('\n'))
})
