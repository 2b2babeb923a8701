// Builds what users run: `dist/main.js`, which keeps compiled code, and `dist/command-line.js`, which holds
// all the rest and runs just the modules that a command asks for. Node refuses `.ts` under node_modules,
// and one CommonJS file starts sooner than the packages that it is made of, or than chunks.
import { build } from 'esbuild'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const { version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))

rmSync('dist', { recursive: true, force: true })
for (const [name, source] of Object.entries({
  main: 'src/main-built.ts',
  'command-line': 'src/commands/run-command-line.ts',
})) {
  await build({
    entryPoints: { [name]: source },
    outdir: 'dist',
    bundle: true,
    format: 'cjs',
    // An `import()` becomes a `require`, which finds its file sooner.
    supported: { 'dynamic-import': false },
    platform: 'node',
    target: 'node20',
    // Names are cut short too, which makes the file half as long to read; --verbose shows them whole.
    minify: true,
    sourcemap: 'linked',
    // The Connector's framework is loaded by one long-lived process: it stays a package.
    external: [...Object.keys(dependencies), 'pg-native'],
    define: { MINUANO_VERSION: JSON.stringify(version), 'import.meta.url': 'minuanoUrl' },
    banner: { js: "const minuanoUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
  })
}
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n')
chmodSync('dist/main.js', 0o755)
