// Builds what users run: one bundle a command, loaded on demand. Node refuses `.ts` under
// node_modules, and a bundle starts several times sooner than the packages it is made of.
import { build } from 'esbuild'
import { chmodSync, readFileSync, rmSync } from 'node:fs'

const { version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: { main: 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  sourcemap: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  // The Connector's framework is loaded by one long-lived process: it stays a package.
  external: [...Object.keys(dependencies), 'pg-native'],
  define: { MINUANO_VERSION: JSON.stringify(version) },
  banner: {
    js: "import { createRequire as minuanoCreateRequire } from 'node:module'; const require = minuanoCreateRequire(import.meta.url);",
  },
  logLevel: 'warning',
})
chmodSync('dist/main.js', 0o755)
