/** The walls of the house: five floors, arrows only down. `npm test` runs them, and plants a violation. */
const forbid = (name, comment, from, to, options = {}) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, ...(options.from ?? {}) },
  to: { path: to, ...(options.to ?? {}) },
})

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    forbid(
      'etl-knows-the-source-as-http',
      'The ETL reaches the Source only over HTTP, directly or through others.',
      '^src/etl/',
      '^src/(source|connector)/',
      { to: { reachable: true } },
    ),
    forbid(
      'connector-writes-nothing',
      'The Connector reaches neither the Target nor the ETL.',
      '^src/connector/',
      '^src/(target|etl)/',
      { to: { reachable: true } },
    ),
    forbid(
      'dashboard-reads-the-target-and-http',
      'The dashboard reaches neither the Source nor the code of Connector and ETL.',
      '^src/dashboard/',
      '^src/(source|connector|etl)/',
      { to: { reachable: true } },
    ),
    forbid(
      'source-and-target-are-apart',
      'The two databases know nothing of each other.',
      '^src/source/',
      '^src/(target|etl|connector|commands|dashboard)/',
    ),
    forbid(
      'target-is-below',
      'The Target’s code stands below ETL and commands.',
      '^src/target/',
      '^src/(source|etl|connector|commands|dashboard)/',
    ),
    forbid(
      'ground-floor-is-below',
      'The ground floor uses nothing above it.',
      '^src/(frame|time|embedded|postgres|signal|errors|config|log)/',
      '^src/(source|target|etl|connector|commands|dashboard)/|^src/main',
    ),
    forbid(
      'commands-are-on-top',
      'Nothing but main uses the commands.',
      '^src/(?!commands/|main)',
      '^src/(commands/|main)',
    ),
    forbid(
      'frame-and-time-are-pure',
      'No I/O and no environment in frame and time.',
      '^src/(frame|time|signal)/',
      '^src/(?!frame|time|signal|errors)|^(node:)?(fs|net|http|https|child_process|process|os|worker_threads)|node_modules',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js'] },
  },
}
