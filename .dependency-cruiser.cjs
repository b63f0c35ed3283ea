/** The import rules of the house; `lib/testing/checks/check-deps.ts` runs them and asserts that modules were seen. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'browser-not-server',
      severity: 'error',
      from: { path: '^(components|lib/client)/' },
      to: { path: '^lib/(server|worker|supervisor|setup)/' },
    },
    {
      name: 'worker-alone',
      severity: 'error',
      from: { path: '^lib/worker/' },
      to: {
        path: [
          '^(app|components|lib/(client|server|api|supervisor|setup))/',
          '^node_modules/(next|react|react-dom|@tanstack)/',
        ],
      },
    },
    {
      name: 'console-not-worker',
      severity: 'error',
      from: { path: '^(app|lib/server|lib/client|lib/api|components|instrumentation)' },
      to: { path: '^lib/worker/' },
    },
    {
      name: 'plugins-see-api',
      severity: 'error',
      from: {
        path: '^lib/worker/(converters|transforms|predicates|connectors|config-providers)/',
        pathNot: '\\.test\\.ts$',
      },
      to: { path: '^lib/worker/', pathNot: ['^lib/worker/api/', '^lib/worker/$1/'] },
    },
    {
      name: 'worker-downwards',
      comment: 'kafka → storage → runtime → herder → rest: a lower layer never imports a higher one',
      severity: 'error',
      from: { path: '^lib/worker/kafka/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/worker/(storage|runtime|herder|rest)/' },
    },
    {
      name: 'storage-below-runtime',
      severity: 'error',
      from: { path: '^lib/worker/storage/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/worker/(runtime|herder|rest)/' },
    },
    {
      name: 'runtime-below-herder',
      severity: 'error',
      from: { path: '^lib/worker/(runtime|plugins)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/worker/(herder|rest)/' },
    },
    {
      name: 'herder-below-rest',
      severity: 'error',
      from: { path: '^lib/worker/herder/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/worker/rest/' },
    },
    {
      name: 'base-knows-nothing',
      severity: 'error',
      from: { path: '^lib/base/' },
      to: { path: '^(app|components|lib)/', pathNot: '^lib/base/' },
    },
    {
      name: 'connect-is-pure',
      severity: 'error',
      from: { path: '^lib/connect/' },
      to: { path: '^(app|components|lib)/', pathNot: '^lib/(base|connect)/' },
    },
    {
      name: 'api-is-pure',
      severity: 'error',
      from: { path: '^lib/api/' },
      to: { path: '^(app|components|lib)/', pathNot: '^lib/(base|connect|api)/' },
    },
    {
      name: 'supervisor-alone',
      severity: 'error',
      from: { path: '^lib/(supervisor|setup)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(app|components|lib)/', pathNot: '^lib/(base|supervisor|setup)/' },
    },
    {
      name: 'nobody-imports-supervisor',
      severity: 'error',
      from: { pathNot: '^lib/(supervisor|setup|testing)/' },
      to: { path: '^lib/(supervisor|setup)/' },
    },
    {
      name: 'nouns-apart',
      severity: 'error',
      from: { path: '^components/(?!ui/|data-table/)([^/]+)/' },
      to: { path: '^components/(?!ui/|data-table/)', pathNot: '^components/$1/' },
    },
    {
      name: 'ui-knows-no-nouns',
      severity: 'error',
      from: { path: '^components/(ui|data-table)/' },
      to: { path: '^(components|lib)/', pathNot: '^(components/(ui|data-table)|lib/base)/' },
    },
    {
      name: 'tests-only',
      severity: 'error',
      from: { pathNot: '(\\.test\\.|^lib/testing/|^e2e/|^vitest\\.config)' },
      to: { path: '^lib/testing/' },
    },
    { name: 'not-to-test', severity: 'error', from: {}, to: { path: '\\.test\\.tsx?$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.next|dist|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
