// Bundles the worker with esbuild: dist/worker/main.mjs and the files its threads run. Plain JavaScript for Node 18
// and later, because it runs before the pinned Node may be there. Usage: node lib/setup/build-worker.js
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outdir = `${root}dist/worker`;

// Parts of what we bundle are CommonJS and call `require`, which an ES module does not have.
const banner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Writes the bundle and resolves with the folder it is in. */
export async function buildWorker() {
  const { build } = await import('esbuild');
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'lib/worker/main.ts',
      'task-thread': 'lib/worker/runtime/task-thread.ts',
      'discovery-thread': 'lib/worker/runtime/discovery-thread.ts',
      'connector-thread': 'lib/worker/runtime/connector-thread.ts',
      'validation-thread': 'lib/worker/herder/validation/validation-thread.ts',
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    // What both share, and what only some threads need, becomes a file of its own beside them.
    splitting: true,
    chunkNames: 'chunk-[hash]',
    target: 'node24',
    external: ['lmdb', '@node-rs/crc32'],
    banner: { js: banner },
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  await copyFile(`${root}lib/worker/config/worker.properties`, `${outdir}/worker.properties`);
  return outdir;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = await buildWorker();
  process.stdout.write(`Built the worker in ${folder}\n`);
}
