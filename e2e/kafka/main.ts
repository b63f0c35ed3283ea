import { parseArgs } from 'node:util';
import { fetchJars, fetchPlugins } from './fetch.ts';
import { startKafkaStack, whyNoKafka } from './stack.ts';
import { CONNECT_VERSION, PLUGIN_SETS, TRIED_CONNECT_VERSIONS } from './versions.ts';

const USAGE = `usage: node e2e/kafka/main.ts up|fetch [--version ${TRIED_CONNECT_VERSIONS.join('|')}] [--plugins ${PLUGIN_SETS.join(',')}] [--dir FOLDER] [--set key=value]…`;

/** Starts a stack, prints one line of JSON when it is ready, and ends with SIGINT or SIGTERM. */
async function up(options: {
  version: string;
  dir?: string;
  plugins: readonly (typeof PLUGIN_SETS)[number][];
  settings: Record<string, string>;
}): Promise<void> {
  const reason = whyNoKafka(options.version, options.plugins);
  if (reason !== undefined) throw new Error(reason);
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await using stack = await startKafkaStack(options);
  console.log(JSON.stringify({ broker: stack.bootstrap, connect: stack.connectUrl, dir: stack.dir }));
  const alive = setInterval(() => undefined, 60_000);
  await stopped;
  clearInterval(alive);
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    version: { type: 'string', default: CONNECT_VERSION },
    dir: { type: 'string' },
    plugins: { type: 'string', default: '' },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const settings = Object.fromEntries(
  values.set.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
);
const names = values.plugins.split(',').filter(Boolean);
const plugins = PLUGIN_SETS.filter((set) => names.includes(set));
if (plugins.length < names.length) {
  console.error(USAGE);
  process.exit(2);
}
switch (positionals[0]) {
  case 'up':
    await up({
      version: values.version,
      plugins,
      settings,
      ...(values.dir === undefined ? {} : { dir: values.dir }),
    });
    break;
  case 'fetch':
    fetchJars(values.version);
    fetchPlugins(plugins, values.version);
    break;
  default:
    console.error(USAGE);
    process.exitCode = 2;
}
