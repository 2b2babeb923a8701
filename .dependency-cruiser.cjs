/** The walls of the house: six floors, arrows only down. `npm test` runs them, and plants violations. */
const ground = '(errors|config|log|files|time|signal|frame|postgres|embedded)/'
const floors = `(start|commands|check|stack|connector|page|etl|export|report|import|http|source|target|pipes|${ground.slice(1, -2)})/`
const pure = '^src/(errors|time|signal|frame)/'

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    forbid('no-circles', 'No module needs itself, also not for a type.', {}, { circular: true }),
    forbid(
      'every-import-resolves',
      'What cannot be found hides what it reaches from all other walls.',
      {},
      { couldNotResolve: true },
    ),
    forbid(
      'etl-knows-the-source-as-http',
      'The ETL reaches the Source only over HTTP, directly or through others.',
      { path: '^src/etl/' },
      { path: '^src/(source|connector|import)/', reachable: true },
    ),
    forbid(
      'connector-writes-nothing',
      'The Connector reaches neither the Target, nor the ETL, nor what brings files into the Source.',
      { path: '^src/connector/' },
      { path: '^src/(target|etl|import)/', reachable: true },
    ),
    forbid(
      'connector-sees-no-sql',
      'The Connector knows the Source by its port; its start alone names an implementation.',
      { path: '^src/connector/', pathNot: '^src/connector/start-connector[.]ts$' },
      { path: '^src/(source/(?!source[.]ts$)|postgres/)' },
    ),
    forbid(
      'page-reads-the-target-and-http',
      'The page’s server reaches neither the Source nor the code of Connector and ETL.',
      { path: '^src/page/' },
      { path: '^src/(source|connector|etl|import)/', reachable: true },
    ),
    forbid(
      'export-stands-on-the-target',
      'What writes files of the Target uses the Target’s code and the ground floor alone: nothing of the Source.',
      { path: '^src/export/' },
      { path: `^src/(?!export/|target/|${ground}|version)` },
    ),
    forbid(
      'report-stands-on-the-target',
      'What sums up the Target uses the Target’s code and the ground floor alone: nothing of the Source.',
      { path: '^src/report/' },
      { path: `^src/(?!report/|target/|${ground}|version)` },
    ),
    forbid(
      'browser-code-is-apart',
      'What runs in a browser uses the pure ground and the types of the server’s answers; of packages, uPlot alone.',
      { path: '^src/page/web/' },
      { pathNot: '^(src/(page/(web/|api[.]ts$)|frame/|time/)|node_modules/uplot/)' },
    ),
    forbid(
      'browser-code-is-the-browsers',
      'Nothing of the program uses what runs in a browser.',
      { path: '^src/(?!page/web/)' },
      { path: '^src/page/web/' },
    ),
    forbid(
      'answers-are-types-alone',
      'What server and browser share says the shape of answers: it needs nothing.',
      { path: '^src/page/api[.]ts$' },
      {},
    ),
    forbid(
      'import-stands-on-the-source',
      'What brings files into the Source uses the Source’s code and the ground floor alone.',
      { path: '^src/import/' },
      { path: `^src/(?!import/|source/|${ground}|version)` },
    ),
    forbid(
      'source-stands-on-the-ground',
      'The Source’s code uses the ground floor alone: nothing of the Target.',
      { path: '^src/source/' },
      { path: `^src/(?!source/|${ground}|version)` },
    ),
    forbid(
      'target-stands-on-the-ground',
      'The Target’s code uses the ground floor alone: nothing of the Source.',
      { path: '^src/target/' },
      { path: `^src/(?!target/|${ground}|version)` },
    ),
    forbid(
      'http-stands-on-the-ground',
      'What every HTTP server needs knows no database and no server of ours; of the settings how assets are named.',
      { path: '^src/http/' },
      { path: '^src/(?!http/|errors/|log/|config/asset-readers|version)' },
    ),
    forbid(
      'ground-floor-is-below',
      'The ground floor uses nothing above it.',
      { path: `^src/${ground}` },
      { path: `^src/(?!${ground}|version)` },
    ),
    forbid(
      'commands-are-on-top',
      'Nothing but main uses the commands.',
      { path: '^src/(?!commands/|main|start/)' },
      { path: '^src/(commands/|main|start/)' },
    ),
    forbid(
      'check-is-for-commands',
      'What looks at everything is used by the commands alone: nothing that works depends on it.',
      { path: '^src/(?!commands/|check/)' },
      { path: '^src/check/' },
    ),
    forbid(
      'check-knows-the-connector-as-http',
      'A look at the Connector is what every client sees of it.',
      { path: '^src/check/' },
      { path: '^src/(connector|import)/', reachable: true },
    ),
    forbid(
      'pipes-stands-alone',
      'The Pipes client uses Node alone: another project can take its folder as it is.',
      { path: '^src/pipes/' },
      { pathNot: '^src/pipes/', dependencyTypesNot: ['core'] },
    ),
    forbid(
      'pipes-is-for-commands',
      'What runs the pipeline does not know that Dagster may have started it.',
      { path: '^src/(?!commands/|pipes/)' },
      { path: '^src/pipes/' },
    ),
    forbid(
      'frame-and-time-are-pure',
      'No I/O, no environment and no package where it is only computed.',
      { path: pure },
      { pathNot: pure },
    ),
    forbid(
      'every-folder-has-its-floor',
      'A new folder is given its place in these walls first.',
      { path: '^src/[^/]+/', pathNot: `^src/${floors}` },
      {},
    ),
    forbid(
      'the-program-needs-no-tests',
      'Nothing of src needs what is not part of the package.',
      { path: '^src/' },
      { path: '^(test|scripts|bench)/' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
}
