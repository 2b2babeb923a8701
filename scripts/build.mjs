// Builds what users run: `dist/main.js`, which keeps compiled code, and `dist/command-line.js`, which holds
// all the rest and runs just the modules that a command asks for. Node refuses `.ts` under node_modules,
// and one CommonJS file starts sooner than the packages that it is made of, or than chunks. Libraries that
// `run` has no use for are files of their own in `dist/libraries`, which makes its code a third shorter.
import { build } from 'esbuild'
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { bundledPackages } from './building/bundled-packages.mjs'
import { writeNotices } from './building/write-notices.mjs'
import { writeSbom } from './building/write-sbom.mjs'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const { version, dependencies } = manifest

/** Each with what the code imports of it. */
const libraries = {
  typebox: ['typebox', 'typebox/compile'],
  papaparse: ['papaparse'],
  'cli-progress': ['cli-progress'],
  'prom-client': ['prom-client'],
  'hyparquet-writer': ['hyparquet-writer', 'hysnappy'],
}

const librariesApart = {
  name: 'libraries-apart',
  setup: (build) => {
    for (const [library, imports] of Object.entries(libraries)) {
      const filter = new RegExp(`^(${imports.join('|')})$`)
      const path = `./libraries/${library}.js`
      build.onResolve({ filter }, () => ({ path, external: true }))
    }
  },
}

/**
 * The program is read as ASCII, and esbuild leaves what is beyond it in regular expressions: it is
 * written as `\u00b0` before, where it means the same. (A comment may have what it likes.)
 */
const asciiAlone = {
  name: 'ascii-alone',
  setup: (build) => {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
      loader: 'ts',
    }))
  },
}

const common = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Names are cut short too, which makes the file half as long to read; --verbose shows them whole.
  minify: true,
  sourcemap: 'linked',
  logLevel: 'warning',
  metafile: true,
}

/** What each build says that it was made of. */
const metafiles = []

rmSync('dist', { recursive: true, force: true })
for (const [name, source] of Object.entries({
  main: 'src/start/main.ts',
  'command-line': 'src/commands/run-command-line.ts',
})) {
  const { metafile } = await build({
    ...common,
    entryPoints: { [name]: source },
    outdir: 'dist',
    // An `import()` becomes a `require`, which finds its file sooner.
    supported: { 'dynamic-import': false },
    plugins: [librariesApart, asciiAlone],
    // The Connector's framework is loaded by one long-lived process: it stays a package.
    external: [...Object.keys(dependencies), 'pg-native'],
    define: { MINUANO_VERSION: JSON.stringify(version), 'import.meta.url': 'minuanoUrl' },
    banner: { js: "const minuanoUrl = require('node:url').pathToFileURL(__filename).href;" },
  })
  metafiles.push(metafile)
}
for (const [library, imports] of Object.entries(libraries)) {
  const outfile = `dist/libraries/${library}.js`
  // One file for all that is imported of a library: its parts share what they are made of.
  const contents = imports.map((name) => `export * from '${name}'\n`).join('')
  const { metafile } = await build({
    ...common,
    outfile,
    ...(imports.length === 1 ? { entryPoints: imports } : { stdin: { contents, resolveDir: '.' } }),
  })
  metafiles.push(metafile)
}
// The page: all that its browser loads. What is beyond ASCII stands as it is, its server says UTF-8.
const page = await build({
  bundle: true,
  metafile: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  charset: 'utf8',
  minify: true,
  logLevel: 'warning',
  // What is below the first screen, and what both need, are files of their own: `below.js`, `chunk.js`.
  splitting: true,
  chunkNames: '[name]',
  entryPoints: ['src/page/web/app.ts', 'src/page/web/app.css'],
  outdir: 'dist/page',
})
metafiles.push(page.metafile)
copyFileSync('src/page/web/index.html', 'dist/page/index.html')
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n')
const packages = bundledPackages(metafiles)
writeNotices('dist/THIRD-PARTY-NOTICES.txt', packages)
writeSbom(
  'dist/sbom.cdx.json',
  manifest,
  JSON.parse(readFileSync('package-lock.json', 'utf8')),
  packages,
)
chmodSync('dist/main.js', 0o755)
