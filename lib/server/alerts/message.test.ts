import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { textOf, toMessage, toRequest } from './message';
import type { Subject } from './subjects';

const subject: Subject = { cluster: 'prod', connector: 'orders', state: 'FAILED', cause: 'X: no', since: 0 };
const message = (more: Partial<Subject> = {}) =>
  toMessage(
    { id: 'id-1', at: 0, rule: 'Failed', url: null },
    { kind: 'firing', subjects: [{ ...subject, ...more }] },
  );

test('a webhook is signed over its time and exact body', () => {
  const { body, headers } = toRequest(message(), 'webhook', 'a-long-enough-secret', 5_000);
  const expected = createHmac('sha256', 'a-long-enough-secret').update(`5.${body}`).digest('hex');
  expect(headers).toEqual({
    'X-Sluice-Delivery': 'id-1',
    'X-Sluice-Timestamp': '5',
    'X-Sluice-Signature': `sha256=${expected}`,
  });
  expect(JSON.parse(body)).toMatchObject({
    version: 1,
    id: 'id-1',
    kind: 'firing',
    subjects: [{ cluster: 'prod', connector: 'orders', state: 'FAILED', since: '1970-01-01T00:00:00.000Z' }],
  });
});

test('Slack gets text in which a cause can neither call a channel nor make a link', () => {
  const { body } = toRequest(message({ cause: '<!channel> <http://evil|x> &' }), 'slack', null, 0);
  expect(JSON.parse(body).text).toContain('&lt;!channel&gt; &lt;http://evil|x&gt; &amp;');
});

test('Teams gets an adaptive card whose text is no markdown', () => {
  const { body } = toRequest(message({ cause: '[x](http://evil)' }), 'teams', null, 0);
  const [attachment] = JSON.parse(body).attachments;
  expect(attachment.contentType).toBe('application/vnd.microsoft.card.adaptive');
  expect(attachment.content.body[1].text).toContain('\\[x\\]\\(http://evil\\)');
});

test('a thousand subjects are named up to 20 and counted, with the way to the console', () => {
  const subjects = Array.from({ length: 1000 }, (_, i) => ({ ...subject, connector: `c${i}` }));
  const text = textOf(
    toMessage(
      { id: 'id', at: 0, rule: 'Failed', url: 'https://sluice.example.com' },
      { kind: 'firing', subjects },
    ),
  );
  expect(text.split('\n')).toHaveLength(23);
  expect(text).toMatch(/^Failed: 1000 firing\n/);
  expect(text).toMatch(/\nand 980 more\nhttps:\/\/sluice.example.com$/);
});
