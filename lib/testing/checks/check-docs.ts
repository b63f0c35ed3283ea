/**
 * Checks what the documentation promises: files and npm scripts that a README names exist, folders marked in the
 * house have a README of at most one screen, exports of the libraries have a docstring, files keep their size.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SKIPPED = new Set([
  'node_modules',
  '.next',
  'dist',
  '.git',
  '.cache',
  '.sluice',
  'fixtures',
  'test-results',
]);
const README_LINES = 80;
const DOCUMENTED = /^lib\/(base|connect|api|client|server|worker|supervisor)\//;
const NEED_README = [
  ...[
    'lib/base',
    'lib/connect',
    'lib/api',
    'lib/client',
    'lib/server',
    'lib/supervisor',
    'lib/setup',
    'lib/testing',
  ],
  ...['lib/worker', 'components/ui', 'components/data-table', 'components/connector-form', 'e2e/kafka'],
];

/** The hardest limits of a file, by place. Units: lines. */
const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/(^|\/)(page|layout|route)\.tsx?$/, 120],
  [/^components\/.*\.tsx?$/, 300],
  [/^lib\/server\/services\/.*\.ts$/, 250],
  [/^lib\/worker\/.*\.ts$/, 400],
  [/^lib\/(connect|client|api|base|server|supervisor)\/.*\.tsx?$/, 300],
];

/** What may stand in certain places only: pattern, where it is forbidden, where it is allowed all the same, why. */
const FORBIDDEN: readonly (readonly [RegExp, RegExp, RegExp, string])[] = [
  [
    /\b(Date\.now|setTimeout|setInterval|Math\.random)\(/,
    /^lib\/(worker|server)\//,
    /^$/,
    'time and chance come in through lib/base/clock.ts',
  ],
  [
    /(?<![.\w])fetch\(/,
    /^(app|components|lib\/(client|server|connect|api|base))\//,
    /^lib\/client\/api\.ts$/,
    'only lib/client/api.ts calls fetch',
  ],
  [
    /['"`]\/(api|clusters)\//,
    /^(app|components|lib\/client)\//,
    /^lib\/client\/routes\.ts$/,
    'paths are spelled in lib/client/routes.ts',
  ],
  [/\beval\(|new Function\(/, /^/, /^$/, 'text is never run as code'],
  [/^\s*['"]use server['"]/m, /^/, /^$/, 'server actions are not used here'],
];

function* walk(folder: string): Generator<string> {
  for (const item of readdirSync(folder || '.', { withFileTypes: true })) {
    if (SKIPPED.has(item.name)) continue;
    const file = path.posix.join(folder, item.name);
    if (item.isDirectory()) yield* walk(file);
    else yield file;
  }
}

const findings: string[] = [];
const files = [...walk('')];
const scripts = Object.keys(
  (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }).scripts,
);
const isTest = (file: string) =>
  /\.(test|spec|contract|test-d)\.tsx?$/.test(file) || file.startsWith('lib/testing/');

function checkReadme(file: string): void {
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n').length;
  if (file !== 'README.md' && lines > README_LINES)
    findings.push(`${file}: ${lines} lines, a folder's README has at most ${README_LINES}`);
  for (const [, script] of text.matchAll(/npm run ([a-z][a-z0-9:-]*)/g)) {
    if (script && !scripts.includes(script))
      findings.push(`${file}: names the script "${script}", which does not exist`);
  }
  for (const [, target] of text.matchAll(/`((?:lib|app|components|e2e|public)\/[\w./()[\]-]+?)`/g)) {
    if (target && !/[*…{]/.test(target) && !existsSync(target))
      findings.push(`${file}: names ${target}, which does not exist`);
  }
  const folder = path.dirname(file);
  for (const [, name] of text.matchAll(/^\| `([\w-]+\.(?:tsx?|js|mjs))`/gm)) {
    if (name && !existsSync(path.join(folder, name)))
      findings.push(`${file}: its table names ${name}, which does not exist`);
  }
}

function checkDocstrings(file: string): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    const name = /^export (?:abstract |async )*(?:function\*?|class|interface|const|type) (\w+)/.exec(
      line,
    )?.[1];
    if (!name) continue;
    const above = lines.slice(0, index).findLast((one) => !/^\s*(\/\/|@|$)/.test(one)) ?? '';
    // A type inferred from the schema just above shares its docstring.
    const isTwin = /^export type \w+ = (z\.(infer|input|output)<|\(typeof |keyof typeof )/.test(line);
    if (!isTwin && !above.trim().endsWith('*/'))
      findings.push(`${file}:${index + 1}: ${name} has no docstring`);
  }
}

function checkForbidden(file: string): void {
  const code = readFileSync(file, 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, '');
  for (const [pattern, where, except, why] of FORBIDDEN) {
    if (where.test(file) && !except.test(file) && pattern.test(code)) findings.push(`${file}: ${why}`);
  }
}

for (const folder of NEED_README) {
  if (!existsSync(path.join(folder, 'README.md'))) findings.push(`${folder}: has no README.md`);
}
for (const file of files) {
  if (file.endsWith('README.md')) checkReadme(file);
  if (!/\.tsx?$/.test(file) || isTest(file)) continue;
  if (DOCUMENTED.test(file) && file.endsWith('.ts')) checkDocstrings(file);
  const limit = LIMITS.find(([pattern]) => pattern.test(file))?.[1];
  const lines = readFileSync(file, 'utf8').split('\n').length;
  if (limit !== undefined && lines > limit) findings.push(`${file}: ${lines} lines, the limit is ${limit}`);
  checkForbidden(file);
}
for (const finding of findings) console.error(finding);
console.log(`docs: ${files.length} files, ${findings.length} findings`);
process.exit(findings.length > 0 ? 1 : 0);
