import { expect, test } from 'vitest';
import { startTestConsole } from '@/lib/testing/test-console';
import { setConsole } from '../console';
import { JsonText } from './json-text';
import { withRoute } from './with-route';

test.each([0, 1, 600_000, 2 * 1_048_576 - 2])(
  'JSON made before is sent whole: %i characters',
  async (length) => {
    await using running = await startTestConsole({ clusters: {} });
    setConsole(running.console);
    const text = JSON.stringify('ä'.repeat(length));
    const route = withRoute({}, () => new JsonText(text));
    const answer = await route(new Request('http://localhost:3000/x'), { params: Promise.resolve({}) });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect((await answer.text()) === text).toBe(true);
  },
);
