/** Many browsers' event streams in one process: `fork('event-clients.ts', [url, count])`. */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHANGE_MARK, type ClientsCommand, type ClientsMessage } from './fleet-shape.ts';

const [, , url = '', count = '0'] = process.argv;
const HEAD = /"seq":(\d+),"at":(\d+)/;
const MARK = new RegExp(`${CHANGE_MARK}(\\d{13})`, 'g');

interface Arrival {
  readonly seq: number;
  readonly published: number;
  readonly at: number;
}
let arrivals: Arrival[] = [];
/** Sequence number → moments of the changes it carries; read by the first client alone. */
let changes = new Map<number, number[]>();
const told = new Set<number>();
const startedAt = Date.now();
let cut = 0;
let connected = 0;

function listen(isFirst: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(`${url}/api/v1/events`, { agent: false }, (response) => {
      let head = '';
      let text = '';
      response.on('data', (chunk: Buffer) => {
        if (head === '') head = chunk.subarray(0, 120).toString();
        if (isFirst) text += chunk.toString();
        // JSON holds no raw line breaks: two of them end a message.
        if (chunk.length < 2 || chunk[chunk.length - 1] !== 10 || chunk[chunk.length - 2] !== 10) return;
        const [, seq, published] = HEAD.exec(head) ?? [];
        if (seq !== undefined && head.includes('"type":"connectors"')) {
          arrivals.push({ seq: Number(seq), published: Number(published), at: Date.now() });
          if (isFirst) noteChanges(Number(seq), text);
        }
        head = '';
        text = '';
      });
      connected += 1;
      response.on('close', () => {
        cut += 1;
        connected -= 1;
        comeBack(isFirst);
      });
      resolve();
    });
    request.on('error', reject);
  });
}

/** As browsers do: after 0.3 to 2.3 s, again and again. */
function comeBack(isFirst: boolean): void {
  setTimeout(() => listen(isFirst).catch(() => comeBack(isFirst)), 300 + Math.random() * 2_000);
}

/** A failed task's cause stands in every later row of its connector, too: only what is new counts. */
function noteChanges(seq: number, text: string): void {
  const moments = [...text.matchAll(MARK)].map(([, moment]) => Number(moment));
  changes.set(
    seq,
    [...new Set(moments)].filter((moment) => moment > startedAt && !told.has(moment)),
  );
  for (const moment of moments) told.add(moment);
}

function report(): ClientsMessage {
  const fromChange = arrivals.flatMap(({ seq, at }) => (changes.get(seq) ?? []).map((moment) => at - moment));
  const fromPublish = arrivals.map(({ at, published }) => at - published);
  const message: ClientsMessage = { type: 'report', fromChange, fromPublish, messages: arrivals.length, cut };
  arrivals = [];
  changes = new Map();
  return message;
}

process.on('message', (command: ClientsCommand) => {
  if (command.do === 'report') process.send?.(report());
  else process.send?.({ type: 'count', connected } satisfies ClientsMessage);
});
process.once('disconnect', () => process.exit(0));
for (let i = 0; i < Number(count); i += 50) {
  await Promise.all(Array.from({ length: Math.min(50, Number(count) - i) }, (_, k) => listen(i + k === 0)));
  await sleep(20);
}
process.send?.({ type: 'ready' } satisfies ClientsMessage);
