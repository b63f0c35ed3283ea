import { appendFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fileSink, fileSource } from './configs.ts';
import { contract } from './contract.ts';
import { appendLines, readText, waitForText } from './files.ts';
import { connectorPath } from './worker-client.ts';

contract('a file through a topic into a file', (worker) => {
  const pipe = async (more = {}) => {
    const [source, sink] = [worker.newName('pipe'), worker.newName('pipe-sink')];
    const [from, to] = [worker.file(source), worker.file(sink)];
    await worker.given(source, { ...fileSource(from, source), ...more });
    await worker.given(sink, { ...fileSink(to, source), ...more });
    return { source, sink, from, to };
  };

  it('is byte for byte the same after 10,000 lines of any length and script', async () => {
    const { from, to } = await pipe();
    const lines = Array.from({ length: 10_000 }, (_, index) => `${index} ${'ä😀x '.repeat(index % 40)}end`);
    appendLines(from, lines);
    await waitForText(to, readText(from));
    expect(readText(to)).toBe(readText(from));
  });

  it('keeps empty lines and blanks, and holds back a last line without end', async () => {
    const { from, to } = await pipe();
    appendFileSync(from, 'one\n\n  two  \n\ttab\nhalf');
    await waitForText(to, 'one\n\n  two  \n\ttab\n');
    expect(readText(to)).toBe('one\n\n  two  \n\ttab\n');
    appendFileSync(from, ' and whole\n');
    await waitForText(to, 'one\n\n  two  \n\ttab\nhalf and whole\n');
    expect(readText(to)).toBe('one\n\n  two  \n\ttab\nhalf and whole\n');
  });

  it('waits for a source file that does not exist yet', async () => {
    const { source, from, to } = await pipe();
    await worker.waitForStates(source, 'RUNNING', 'RUNNING');
    appendLines(from, ['late']);
    await waitForText(to, 'late\n');
    expect(readText(to)).toBe('late\n');
  });

  it('carries JSON with schemas as it carries strings', async () => {
    const json = 'org.apache.kafka.connect.json.JsonConverter';
    const { from, to } = await pipe({ 'key.converter': json, 'value.converter': json });
    appendLines(from, ['{"a":1}', 'plain "quoted"', '']);
    await waitForText(to, readText(from));
    expect(readText(to)).toBe(readText(from));
  });

  it('carries nothing while the source is paused and everything after', async () => {
    const { source, from, to } = await pipe();
    appendLines(from, ['before']);
    await waitForText(to, 'before\n');
    await worker.put(connectorPath(source, '/pause'));
    await worker.waitForStates(source, 'PAUSED', 'PAUSED');
    appendLines(from, ['meanwhile']);
    await worker.put(connectorPath(source, '/resume'));
    await waitForText(to, 'before\nmeanwhile\n');
    expect(readText(to)).toBe('before\nmeanwhile\n');
  });

  worker.itSince('3.5')(
    'goes on after stop and resume of both ends without losing or repeating a line',
    async () => {
      const { source, sink, from, to } = await pipe();
      appendLines(from, ['one', 'two']);
      await waitForText(to, 'one\ntwo\n');
      for (const name of [source, sink]) {
        await worker.put(connectorPath(name, '/stop'));
        await worker.waitForStates(name, 'STOPPED');
      }
      appendLines(from, ['three']);
      for (const name of [source, sink]) {
        await worker.put(connectorPath(name, '/resume'));
        await worker.waitForStates(name, 'RUNNING', 'RUNNING');
      }
      await waitForText(to, 'one\ntwo\nthree\n');
      expect(readText(to)).toBe('one\ntwo\nthree\n');
    },
  );

  it('goes where a transformation of the source sends it', async () => {
    const [source, sink] = [worker.newName('routed'), worker.newName('routed-sink')];
    await worker.given(source, {
      ...fileSource(worker.file(source), source),
      transforms: 'route',
      'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
      'transforms.route.regex': '(.*)',
      'transforms.route.replacement': 'to-$1',
    });
    await worker.given(sink, fileSink(worker.file(sink), `to-${source}`));
    appendLines(worker.file(source), ['routed']);
    await waitForText(worker.file(sink), 'routed\n');
    expect(readText(worker.file(sink))).toBe('routed\n');
    await worker.waitFor(connectorPath(source, '/topics'), ({ text }) => text.includes(`["to-${source}"]`));
  });

  it('reaches a sink that subscribes by topics.regex', async () => {
    const source = worker.newName('regex');
    const sink = worker.newName('regex-sink');
    appendLines(worker.file(source), ['matched']);
    await worker.givenRunning(source, fileSource(worker.file(source), `${source}-topic`));
    await worker.waitFor(connectorPath(source, '/topics'), ({ text }) =>
      text.includes(`["${source}-topic"]`),
    );
    const { topics: _none, ...config } = fileSink(worker.file(sink), '');
    await worker.given(sink, { ...config, 'topics.regex': `${source}-t.*` });
    await waitForText(worker.file(sink), 'matched\n');
    expect(readText(worker.file(sink))).toBe('matched\n');
  });
});
