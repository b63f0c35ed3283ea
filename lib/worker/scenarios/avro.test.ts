import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type SchemaRegistry, startRegistry } from '../../../e2e/kafka/registry.ts';
import { reasonToSkipRegistry } from '../../../e2e/kafka/why-no-kafka.ts';
import {
  call,
  dump,
  eventually,
  fileSink,
  fileSource,
  newDir,
  readText,
  startTestWorker,
  untilReads,
  waitForStates,
} from './support.ts';

const CONVERTER = 'io.confluent.connect.avro.AvroConverter';
const skip = reasonToSkipRegistry();
if (skip !== undefined)
  process.stderr.write(`\nSKIPPED, nothing is tried on a real Schema Registry: ${skip}\n\n`);

let registry: SchemaRegistry;
let registryDir = '';

/** Options of a connector whose values are Avro. */
const avro = (url: string, more: Record<string, string> = {}) => ({
  'value.converter': CONVERTER,
  'value.converter.schema.registry.url': url,
  ...Object.fromEntries(Object.entries(more).map(([key, value]) => [`value.converter.${key}`, value])),
});
/** Makes a struct of each line. */
const hoist = (field: string) => ({
  transforms: 'hoist',
  'transforms.hoist.type': 'org.apache.kafka.connect.transforms.HoistField$Value',
  'transforms.hoist.field': field,
});

async function ask(path: string, method = 'GET', body?: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(registry.url + path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** A registry before the real one, which can fail and sees what it is asked. */
async function inFront(
  of: string,
): Promise<{ url: string; state: { isDown: boolean }; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const state = { isDown: false };
  const server: Server = createServer(async (request, response) => {
    seen.push(request);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (state.isDown) return response.writeHead(503).end('<html>away</html>');
    const answer = await fetch(of + request.url, {
      method: request.method ?? 'GET',
      ...(chunks.length > 0
        ? { body: Buffer.concat(chunks), headers: { 'content-type': 'application/json' } }
        : {}),
    });
    return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state, seen };
}

describe.skipIf(skip !== undefined)('Avro with a Schema Registry', () => {
  beforeAll(async () => {
    registryDir = mkdtempSync(join(tmpdir(), 'sluice-registry-'));
    registry = await startRegistry(registryDir);
  }, 120_000);
  afterAll(async () => {
    await registry?.close();
    rmSync(registryDir, { recursive: true, force: true });
  });

  it('writes with a schema it registers and reads with the one it finds by its id', async () => {
    const dir = newDir();
    const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
    writeFileSync(input, 'one\ntwö\n');
    const { url } = await startTestWorker(dir);
    const config = avro(registry.url);
    await call(url, 'PUT', '/connectors/src/config', {
      ...fileSource(input, 'pipe'),
      ...hoist('line'),
      ...config,
    });
    await call(url, 'PUT', '/connectors/snk/config', { ...fileSink(output, 'pipe'), ...config });
    await untilReads(output, 'Struct{line=one}\nStruct{line=twö}\n');
    const { body } = await ask('/subjects/pipe-value/versions/latest');
    const { id, schema } = body as { id: number; schema: string };
    expect(JSON.parse(schema)).toMatchObject({
      ...{ type: 'record', name: 'ConnectDefault', namespace: 'io.confluent.connect.avro' },
      fields: [{ name: 'line', type: 'string' }],
    });
    const [record] = dump('--data-dir', join(dir, 'data'), '--topic', 'pipe');
    expect(record).toMatchObject({ value: `\u0000\u0000\u0000\u0000${String.fromCharCode(id)}\u0006one` });
  });

  it('fails the task with the registry’s words when a schema is refused, and skips the record when that is tolerated', async () => {
    const dir = newDir();
    const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
    writeFileSync(input, 'one\n');
    const { url } = await startTestWorker(dir);
    const config = avro(registry.url);
    const first = { ...fileSource(input, 'evolving'), ...hoist('line'), ...config };
    await call(url, 'PUT', '/connectors/src/config', first);
    await eventually(
      () => ask('/subjects/evolving-value/versions/latest'),
      ({ status }) => status === 200,
    );
    await ask('/config/evolving-value', 'PUT', { compatibility: 'BACKWARD' });
    await call(url, 'PUT', '/connectors/other/config', { ...first, ...hoist('number') });
    const { tasks } = await waitForStates(url, 'other', 'RUNNING', 'FAILED');
    expect(tasks[0]?.trace).toContain('Failed to serialize Avro data from topic evolving:');
    expect(tasks[0]?.trace).toMatch(
      /could not register a schema for subject evolving-value: .*Incompatible.*409/,
    );
    writeFileSync(input, 'one\ntwo\n');
    await call(url, 'PUT', '/connectors/other/config', {
      ...{ ...first, ...hoist('number') },
      'errors.tolerance': 'all',
    });
    await call(url, 'PUT', '/connectors/snk/config', { ...fileSink(output, 'evolving'), ...config });
    await waitForStates(url, 'other', 'RUNNING', 'RUNNING');
    await untilReads(output, 'Struct{line=one}\nStruct{line=two}\n');
  });

  it('waits for a registry that is away as long as retries are allowed, and loses nothing', async () => {
    const dir = newDir();
    const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
    writeFileSync(input, 'one\ntwo\n');
    const front = await inFront(registry.url);
    front.state.isDown = true;
    const { url } = await startTestWorker(dir);
    const config = avro(front.url, { 'max.retries': '0' });
    const source = { ...fileSource(input, 'away'), ...hoist('line'), ...config };
    await call(url, 'PUT', '/connectors/src/config', source);
    const { tasks } = await waitForStates(url, 'src', 'RUNNING', 'FAILED');
    expect(tasks[0]?.trace).toContain('Caused by: org.apache.kafka.connect.errors.RetriableException');
    expect(tasks[0]?.trace).toContain('<html>away</html> (status 503)');
    const retries = { 'errors.retry.timeout': '-1', 'errors.retry.delay.max.ms': '50' };
    await call(url, 'PUT', '/connectors/src/config', { ...source, ...retries });
    await call(url, 'PUT', '/connectors/snk/config', { ...fileSink(output, 'away'), ...config, ...retries });
    const asked = front.seen.length;
    await eventually(
      () => front.seen.length,
      (now) => now > asked + 3,
    );
    await waitForStates(url, 'src', 'RUNNING', 'RUNNING');
    front.state.isDown = false;
    await untilReads(output, 'Struct{line=one}\nStruct{line=two}\n');
  });

  it('asks the next URL when one does not answer, with the login it was given, and shows that to nobody', async () => {
    const dir = newDir();
    const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
    writeFileSync(input, 'one\n');
    const front = await inFront(registry.url);
    const dead = 'http://nobody:s3cret-in-url@127.0.0.1:1';
    const lines: string[] = [];
    const { url } = await startTestWorker(dir, {}, { log: (line) => lines.push(line) });
    const login = { 'basic.auth.credentials.source': 'USER_INFO', 'basic.auth.user.info': 'ann:s3cret-info' };
    const config = avro(`${dead},${front.url}`, login);
    await call(url, 'PUT', '/connectors/src/config', {
      ...fileSource(input, 'login'),
      ...hoist('line'),
      ...config,
    });
    await call(url, 'PUT', '/connectors/snk/config', { ...fileSink(output, 'login'), ...config });
    await untilReads(output, 'Struct{line=one}\n');
    const sent = `Basic ${Buffer.from('ann:s3cret-info').toString('base64')}`;
    expect(new Set(front.seen.map(({ headers }) => headers.authorization))).toEqual(new Set([sent]));
    await call(url, 'PUT', '/connectors/lost/config', {
      ...{ ...fileSource(input, 'lost'), ...hoist('line') },
      ...avro(dead, { 'max.retries': '0' }),
    });
    const { tasks } = await waitForStates(url, 'lost', 'RUNNING', 'FAILED');
    expect(tasks[0]?.trace).toContain('The Schema Registry at 127.0.0.1:1 could not register a schema');
    expect(tasks[0]?.trace).not.toContain('s3cret');
    expect(lines.join('\n')).not.toContain('s3cret');
  });

  it('writes nothing that is not registered when it may not register, and as the latest schema says when told to', async () => {
    const dir = newDir();
    const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
    writeFileSync(input, 'one\n');
    const { url } = await startTestWorker(dir);
    const given = avro(registry.url, { 'auto.register.schemas': 'false' });
    const source = { ...fileSource(input, 'given'), ...hoist('line') };
    await call(url, 'PUT', '/connectors/src/config', { ...source, ...given });
    const { tasks } = await waitForStates(url, 'src', 'RUNNING', 'FAILED');
    expect(tasks[0]?.trace).toMatch(/could not find the schema in subject given-value: .*error code: 40401/);
    const fields = [
      { name: 'number', type: 'int', default: 7 },
      { name: 'line', type: ['null', 'string'], default: null },
    ];
    const schema = JSON.stringify({ type: 'record', name: 'Given', namespace: 'n', fields });
    await ask('/subjects/given-value/versions', 'POST', { schema });
    const latest = { ...given, 'value.converter.use.latest.version': 'true' };
    await call(url, 'PUT', '/connectors/src/config', { ...source, ...latest });
    await call(url, 'PUT', '/connectors/snk/config', { ...fileSink(output, 'given'), ...latest });
    await untilReads(output, 'Struct{number=7,line=one}\n');
    await call(url, 'PUT', '/connectors/src2/config', { ...source, ...hoist('other'), ...latest });
    const refused = await waitForStates(url, 'src2', 'RUNNING', 'FAILED');
    expect(refused.tasks[0]?.trace).toContain('The registered schema n.Given has no field other');
  });

  it('names subjects after records when told to', async () => {
    const dir = newDir();
    const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
    writeFileSync(input, 'one\n');
    const { url } = await startTestWorker(dir);
    const strategy = 'io.confluent.kafka.serializers.subject.TopicRecordNameStrategy';
    const config = avro(registry.url, { 'value.subject.name.strategy': strategy });
    const set = {
      ...{ ...hoist('line'), transforms: 'hoist,name' },
      'transforms.name.type': 'org.apache.kafka.connect.transforms.SetSchemaMetadata$Value',
      'transforms.name.schema.name': 'shop.Line',
      'transforms.name.schema.version': '4',
    };
    await call(url, 'PUT', '/connectors/src/config', { ...fileSource(input, 'names'), ...set, ...config });
    await call(url, 'PUT', '/connectors/snk/config', { ...fileSink(output, 'names'), ...config });
    await untilReads(output, 'Struct{line=one}\n');
    const { body } = await ask('/subjects/names-shop.Line/versions/1');
    expect(JSON.parse((body as { schema: string }).schema)).toMatchObject({
      ...{ name: 'Line', namespace: 'shop', 'connect.name': 'shop.Line', 'connect.version': 4 },
    });
  });

  it('says what is wrong with its options before a connector is made', async () => {
    const { url } = await startTestWorker(newDir());
    const validate = async (config: Record<string, string>) => {
      const path = '/connector-plugins/FileStreamSource/config/validate';
      const base = { ...fileSource('/dev/null', 't'), name: 'c', 'value.converter': CONVERTER };
      const { body } = await call(url, 'PUT', path, { ...base, ...config });
      const { configs } = body as { configs: { value: { name: string; errors: string[] } }[] };
      return configs
        .filter(({ value }) => value.errors.length > 0)
        .map(({ value }) => [value.name, value.errors[0]]);
    };
    expect(await validate({})).toEqual([
      ['value.converter.schema.registry.url', expect.stringContaining('Missing required configuration')],
    ]);
    expect(await validate({ 'value.converter.schema.registry.url': 'ftp://x:pass@y' })).toEqual([
      ['value.converter.schema.registry.url', 'schema.registry.url must be a list of http or https URLs'],
    ]);
    const strategy = { 'value.converter.value.subject.name.strategy': 'Mine' };
    expect(await validate({ ...avro(registry.url), ...strategy })).toEqual([
      ['value.converter.value.subject.name.strategy', expect.stringContaining('must be one of')],
    ]);
    expect(await validate(avro(registry.url))).toEqual([]);
  });

  it('reads what is no Avro message as an error of that record', async () => {
    const dir = newDir();
    const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
    writeFileSync(input, 'plain text\n');
    const { url } = await startTestWorker(dir);
    await call(url, 'PUT', '/connectors/src/config', fileSource(input, 'plain'));
    await call(url, 'PUT', '/connectors/snk/config', { ...fileSink(output, 'plain'), ...avro(registry.url) });
    const { tasks } = await waitForStates(url, 'snk', 'RUNNING', 'FAILED');
    expect(tasks[0]?.trace).toContain('Unknown magic byte!');
    expect(readText(output)).toBe('');
  });
});
