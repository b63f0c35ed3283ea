import 'server-only';
import { createHmac } from 'node:crypto';
import type { AlertChannelKind } from '@/lib/api/alerts';
import type { Note } from './incident';

const SUBJECTS_NAMED = 20;
const MAX_CAUSE = 200;

/** What is sent, whatever the channel. Units: `at` ms since the epoch. */
export interface Message {
  readonly id: string;
  readonly at: number;
  readonly kind: Note['kind'] | 'test';
  readonly rule: string;
  readonly total: number;
  /** Where the console is; null when nobody has told it. */
  readonly url: string | null;
  readonly subjects: readonly {
    readonly cluster: string;
    readonly connector: string | null;
    readonly state: string;
    readonly since: string;
    readonly cause: string | null;
  }[];
}

/** Makes a message of a note: at most 20 subjects by name, the rest as a number. */
export function toMessage(
  head: Pick<Message, 'id' | 'at' | 'rule' | 'url'>,
  note: Pick<Note, 'subjects'> & { kind: Message['kind'] },
): Message {
  return {
    ...head,
    kind: note.kind,
    total: note.subjects.length,
    subjects: note.subjects.slice(0, SUBJECTS_NAMED).map((subject) => ({
      ...subject,
      since: new Date(subject.since).toISOString(),
      cause: subject.cause === null ? null : subject.cause.slice(0, MAX_CAUSE),
    })),
  };
}

/** The first line: "Failed connectors: 3 firing". */
export function headlineOf({ kind, rule, total }: Message): string {
  if (kind === 'test') return `${rule}: this is a test`;
  if (kind === 'recovered') return `${rule}: recovered`;
  return kind === 'firing' ? `${rule}: ${total} firing` : `${rule}: ${total} more`;
}

/** Headline and one line per subject, as plain text. */
export function textOf(message: Message): string {
  const lines = message.subjects.map(
    ({ cluster, connector, state, cause }) =>
      `${state} ${connector === null ? `cluster ${cluster}` : `${connector} (${cluster})`}${cause ? `: ${cause}` : ''}`,
  );
  const rest = message.total - message.subjects.length;
  const link = message.url ? [message.url] : [];
  return [headlineOf(message), ...lines, ...(rest > 0 ? [`and ${rest} more`] : []), ...link].join('\n');
}

/** Builds the body for one kind of channel and its headers. A secret signs a webhook: HMAC-SHA256 of `time.body`. */
export function toRequest(
  message: Message,
  kind: AlertChannelKind,
  secret: string | null,
  now: number,
): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(bodyFor(message, kind));
  const headers: Record<string, string> = { 'X-Sluice-Delivery': message.id };
  if (kind === 'webhook' && secret !== null) {
    const time = String(Math.floor(now / 1000));
    headers['X-Sluice-Timestamp'] = time;
    headers['X-Sluice-Signature'] =
      `sha256=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
  }
  return { body, headers };
}

function bodyFor(message: Message, kind: AlertChannelKind): unknown {
  if (kind === 'email') return { subject: headlineOf(message), text: textOf(message) };
  if (kind === 'slack') return { text: escapeSlack(textOf(message)) };
  if (kind === 'teams') return teamsCard(message);
  return { version: 1, ...message, at: new Date(message.at).toISOString() };
}

/** Slack reads `<!channel>` and links out of `<`, `>` and `&`; a cause line must not call anybody. */
function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function teamsCard(message: Message): unknown {
  const [head = '', ...lines] = textOf(message).split('\n');
  const block = (text: string, more: object = {}) => ({
    type: 'TextBlock',
    wrap: true,
    text: escapeMarkdown(text),
    ...more,
  });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [block(head, { weight: 'Bolder' }), ...lines.map((line) => block(line))],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
  };
}

/** A cause line must not become a link or an image. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]()<>#|]/g, '\\$&');
}
