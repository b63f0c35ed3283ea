import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
let tree: string;

/** Writes files into a tree of their own, so that breaches are planted where they harm nobody. */
function plant(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.join(tree, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(tree, file), text);
  }
}

function run(command: string, args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: tree, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

beforeAll(() => {
  tree = mkdtempSync(path.join(tmpdir(), 'sluice-planted-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'biome.json', 'knip.json'])
    cpSync(path.join(root, file), path.join(tree, file));
  symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  plant({ 'package.json': JSON.stringify({ name: 'planted', type: 'module', scripts: {} }) });
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** Each import that the house forbids, with the rule that must name it. */
const BREACHES: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['browser-not-server', 'components/ui/a.ts', 'lib/server/b.ts'],
  ['browser-not-server', 'lib/client/a.ts', 'lib/worker/b.ts'],
  ['worker-alone', 'lib/worker/rest/a.ts', 'lib/server/b.ts'],
  ['worker-alone', 'lib/worker/rest/c.ts', 'lib/api/b.ts'],
  ['console-not-worker', 'lib/server/a.ts', 'lib/worker/b.ts'],
  ['plugins-see-api', 'lib/worker/connectors/a.ts', 'lib/worker/runtime/b.ts'],
  ['worker-downwards', 'lib/worker/kafka/a.ts', 'lib/worker/storage/b.ts'],
  ['storage-below-runtime', 'lib/worker/storage/a.ts', 'lib/worker/herder/b.ts'],
  ['runtime-below-herder', 'lib/worker/runtime/a.ts', 'lib/worker/herder/b.ts'],
  ['herder-below-rest', 'lib/worker/herder/a.ts', 'lib/worker/rest/b.ts'],
  ['base-knows-nothing', 'lib/base/a.ts', 'lib/connect/b.ts'],
  ['connect-is-pure', 'lib/connect/a.ts', 'lib/api/b.ts'],
  ['api-is-pure', 'lib/api/a.ts', 'lib/client/b.ts'],
  ['supervisor-alone', 'lib/supervisor/a.ts', 'lib/connect/b.ts'],
  ['nobody-imports-supervisor', 'lib/server/c.ts', 'lib/supervisor/b.ts'],
  ['nouns-apart', 'components/connector/a.ts', 'components/cluster/b.ts'],
  ['ui-knows-no-nouns', 'components/data-table/a.ts', 'lib/connect/b.ts'],
  ['tests-only', 'lib/server/d.ts', 'lib/testing/b.ts'],
  ['not-to-test', 'lib/server/e.ts', 'lib/server/b.test.ts'],
];

describe('the import rules', () => {
  it('name every planted breach', () => {
    for (const [, from, to] of BREACHES) {
      const target = `./${path.relative(path.dirname(from), to)}`.replace('./../', '../');
      plant({
        [to]: 'export const b = 1;\n',
        [from]: `import { b } from '${target}';\nexport const a = b;\n`,
      });
    }
    plant({
      'lib/base/x.ts': "import { y } from './y.ts';\nexport const x = () => y;\n",
      'lib/base/y.ts': "import { x } from './x.ts';\nexport const y = () => x;\n",
    });
    const { status, output } = run(process.execPath, [path.join(root, 'lib/testing/checks/check-deps.ts')]);
    expect(status).toBe(1);
    for (const [rule, from] of BREACHES) expect(output).toMatch(new RegExp(`error ${rule}: ${from}`));
    expect(output).toContain('error no-circular: lib/base/x.ts');
  });

  it('do not pass when hardly a module was seen', () => {
    const { status, output } = run(process.execPath, [path.join(root, 'lib/testing/checks/check-deps.ts')]);
    expect(status).toBe(1);
    expect(output).toMatch(/only \d+ modules were seen/);
  });
});

describe('the other checks', () => {
  it('documentation: a missing docstring, file, script and an overlong file are found', () => {
    plant({
      'lib/base/undocumented.ts': 'export const silent = 1;\n',
      'lib/base/README.md': '`lib/base/gone.ts` and npm run vanish\n\n| `nowhere.ts` | x |\n',
      'app/page.tsx': `${'// line\n'.repeat(121)}`,
      'app/act.ts': "'use server';\n",
      'lib/server/hurry.ts': 'setTimeout(() => {}, 1);\n',
      'components/ui/raw.tsx': "fetch('/api/v1/x');\n",
    });
    const { status, output } = run(process.execPath, [path.join(root, 'lib/testing/checks/check-docs.ts')]);
    expect(status).toBe(1);
    for (const finding of [
      'lib/base/undocumented.ts:1: silent has no docstring',
      'names lib/base/gone.ts, which does not exist',
      'names the script "vanish"',
      'its table names nowhere.ts',
      'app/page.tsx: 122 lines, the limit is 120',
      'app/act.ts: server actions are not used here',
      'lib/worker: has no README.md',
      'lib/server/hurry.ts: time and chance come in',
      'components/ui/raw.tsx: only lib/client/api.ts calls fetch',
      'components/ui/raw.tsx: paths are spelled in lib/client/routes.ts',
    ]) {
      expect(output).toContain(finding);
    }
  });

  it('dead code: an export nobody uses is found', () => {
    plant({ 'lib/base/orphan.ts': 'export const orphan = 1;\n' });
    const { status, output } = run(path.join(root, 'node_modules/.bin/knip'), [
      '--no-progress',
      '--no-config-hints',
    ]);
    expect(status).not.toBe(0);
    expect(output).toContain('lib/base/orphan.ts');
  });

  it('lint: any, non-null assertion, floating promise, console and default export are errors', () => {
    plant({
      'lib/base/sloppy.ts': `export default function sloppy(input: any): string {
  console.log(input);
  later();
  return input.value!.text;
}
async function later(): Promise<void> {}
`,
    });
    const { status, output } = run(path.join(root, 'node_modules/.bin/biome'), [
      'lint',
      '--vcs-enabled=false',
      '--max-diagnostics=200',
      'lib/base/sloppy.ts',
    ]);
    expect(status).not.toBe(0);
    for (const rule of [
      'noExplicitAny',
      'noConsole',
      'noFloatingPromises',
      'noNonNullAssertion',
      'noDefaultExport',
    ])
      expect(output).toContain(rule);
  });
});
