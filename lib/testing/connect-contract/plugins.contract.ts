import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { PluginInfo } from '../../connect/rest/plugins.ts';
import { contract } from './contract.ts';
import { readFixture } from './fixtures.ts';
import { withoutDocumentation } from './validation.ts';

const TYPES_IN_ORDER = ['sink', 'source', 'transformation', 'predicate', 'converter', 'header_converter'];
const CONFIG_FIXTURES = readdirSync(path.join(import.meta.dirname, '../fixtures/connect/4.3.1'))
  .map((file) => path.basename(file, '.json'))
  .filter((slug) => /^plugin-config-(converter|transform|predicate|file)/.test(slug));

contract('plugins', (worker) => {
  const list = async (query = '') => {
    const answer = await worker.get(`/connector-plugins${query}`);
    expect(answer.status).toBe(200);
    return PluginInfo.array().parse(answer.body);
  };

  worker.itSince('4.3').each(['', '?connectorsOnly=true', '?connectorsOnly=TRUE'])(
    'GET /connector-plugins%s lists connectors only',
    async (query) => {
      const plugins = await list(query);
      expect(new Set(plugins.map(({ type }) => type))).toEqual(new Set(['sink', 'source']));
      expect(plugins).toEqual(expect.arrayContaining(readFixture('plugins-connectors').body as PluginInfo[]));
    },
  );

  worker.itSince('3.2').each(['?connectorsOnly=false', '?connectorsOnly=nope'])(
    'GET /connector-plugins%s lists all types',
    async (query) => {
      const plugins = await list(query);
      const types = [...new Set(plugins.map(({ type }) => type))];
      expect(types).toEqual(TYPES_IN_ORDER);
    },
  );

  worker.itSince('4.3')(
    'has every stock plugin of Connect 4.3.1 under its class name, type and version',
    async () => {
      const plugins = await list('?connectorsOnly=false');
      const stock = readFixture('plugins-all').body as PluginInfo[];
      const missing = stock.filter(
        (each) => !plugins.some((one) => JSON.stringify(one) === JSON.stringify(each)),
      );
      expect(missing).toEqual([]);
    },
  );

  worker.itSince('3.2').each(TYPES_IN_ORDER)('sorts plugins of type %s by class', async (type) => {
    const classes = (await list('?connectorsOnly=false'))
      .filter((each) => each.type === type)
      .map((each) => each.class);
    expect(classes).toEqual([...classes].sort());
  });

  worker.itSince('4.3').each(CONFIG_FIXTURES)(
    '%s: the same options field by field, in the same order',
    async (slug) => {
      const fixture = readFixture(slug);
      const answer = await worker.get(fixture.request.path);
      expect(answer.status).toBe(200);
      expect(withoutDocumentation(answer.body)).toEqual(withoutDocumentation(fixture.body));
    },
  );

  worker.itSince('3.2')('an unknown plugin is 404', async () => {
    const answer = await worker.get('/connector-plugins/no.such.Plugin/config');
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ error_code: 404, message: 'Unknown plugin no.such.Plugin.' });
  });

  worker.itSince('4.3')(
    'the installed version can be asked for, another is 400, and so is a range that is none',
    async () => {
      const ask = (version: string) =>
        worker.get(`/connector-plugins/FileStreamSource/config?version=${version}`);
      expect((await ask('4.3.1')).status).toBe(200);
      for (const [version, slug] of [
        ['9.9.9', 'plugin-config-error-version'],
        ['%5B1,', 'plugin-config-error-version-syntax'],
      ] as const) {
        const answer = await ask(version);
        expect(answer.status).toBe(400);
        expect(answer.body).toEqual(readFixture(slug).body);
      }
    },
  );
});
