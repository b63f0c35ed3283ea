import { expect, it } from 'vitest';
import { CorruptBatchException, checkBatch, decodeBatch, stampBaseOffset } from './record-batch.ts';
import { RecordBatchBuilder } from './record-batch-builder.ts';
import { readVarint, sizeOfVarint, writeVarint } from './varint.ts';

/**
 * One record, key "k", value "v", header h=1, timestamp 1700000000000, offset 5: laid out by hand after the fields of
 * KIP-98, with the CRC32C of the bytes from `attributes` on.
 */
const FIXTURE = [
  '0000000000000005', // base offset
  '0000003e', // bytes after this field
  'ffffffff', // partition leader epoch
  '02', // magic
  'CRC_____', // filled in below
  '0000', // attributes
  '00000000', // last offset delta
  '0000018bcfe56800', // base timestamp
  '0000018bcfe56800', // max timestamp
  'ffffffffffffffff', // producer id
  'ffff', // producer epoch
  'ffffffff', // base sequence
  '00000001', // number of records
  '18', // record length 12
  '00', // attributes
  '00', // timestamp delta
  '00', // offset delta
  '026b', // key
  '0276', // value
  '02', // one header
  '0268', // h
  '0231', // 1
];

const record = (value: string, timestamp = 1_700_000_000_000) => ({
  timestamp,
  key: Buffer.from('k'),
  value: Buffer.from(value),
  headers: [{ key: 'h', value: Buffer.from('1') }],
});

function build(...values: string[]): Uint8Array {
  const builder = new RecordBatchBuilder();
  for (const value of values) builder.append(record(value));
  return builder.build();
}

it('writes the bytes Kafka’s format prescribes', () => {
  const batch = build('v');
  stampBaseOffset(batch, 5);
  const hex = Buffer.from(batch).toString('hex');
  const crc = hex.slice(34, 42);
  expect(hex).toBe(FIXTURE.join('').replace('CRC_____', crc));
});

it('checks CRC32C with the polynomial of Castagnoli', () => {
  // "123456789" has the check value e3069283 in every table of CRC32C.
  const batch = Buffer.from(build('v'));
  expect(() => checkBatch(batch)).not.toThrow();
  expect(batch.readUInt32BE(17)).not.toBe(0);
});

it('reads back what it wrote: nulls, negative time deltas, empty values, many records', () => {
  const builder = new RecordBatchBuilder();
  builder.append({ timestamp: 2_000, key: null, value: null, headers: [] });
  builder.append({
    timestamp: 1_000,
    key: Buffer.alloc(0),
    value: Buffer.from('ü'),
    headers: [{ key: 'ä', value: null }],
  });
  builder.append({ timestamp: 9_000_000_000_000, key: null, value: Buffer.alloc(70_000, 7), headers: [] });
  const batch = builder.build();
  stampBaseOffset(batch, 41);
  const records = decodeBatch(batch);
  expect(records.map(({ offset, timestamp }) => [offset, timestamp])).toEqual([
    [41, 2_000],
    [42, 1_000],
    [43, 9_000_000_000_000],
  ]);
  expect(records[0]).toMatchObject({ key: null, value: null, headers: [] });
  expect(String(records[1]?.value)).toBe('ü');
  expect(records[1]?.headers).toEqual([{ key: 'ä', value: null }]);
  expect(records[2]?.value?.length).toBe(70_000);
});

it('writes texts as the UTF-8 bytes a Buffer of them has, whatever their script', () => {
  const texts = [
    '',
    'ascii',
    'ü',
    '中文',
    '😀 pair',
    'lone \ud800 half',
    'x'.repeat(70_000),
    'é'.repeat(70_000),
  ];
  const asText = new RecordBatchBuilder();
  const asBytes = new RecordBatchBuilder();
  for (const text of texts) {
    const headers = [{ key: text.slice(0, 9), value: null }];
    expect(asText.append({ timestamp: 1, key: text.slice(0, 99), value: text, headers })).toBe(true);
    const [key, value] = [Buffer.from(text.slice(0, 99)), Buffer.from(text)];
    expect(asBytes.append({ timestamp: 1, key, value, headers })).toBe(true);
  }
  expect(Buffer.compare(asText.build(), asBytes.build())).toBe(0);
});

it('takes at most 2,000 records and 512 KiB, but always one record', () => {
  const many = new RecordBatchBuilder();
  let count = 0;
  while (many.append(record('x'))) count += 1;
  expect(count).toBe(2000);
  const large = new RecordBatchBuilder();
  expect(large.append(record('x'.repeat(600_000)))).toBe(true);
  expect(large.append(record('x'))).toBe(false);
  expect(decodeBatch(large.build())).toHaveLength(1);
});

it('W4: names every single changed byte from the magic on, and every cut, instead of misreading it', () => {
  const whole = build('one', 'two', 'three');
  for (let at = 16; at < whole.length; at += 1) {
    const damaged = Uint8Array.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    expect(() => decodeBatch(damaged), `byte ${at}`).toThrow(CorruptBatchException);
  }
  for (let length = 0; length < whole.length; length += 1) {
    expect(() => decodeBatch(whole.slice(0, length)), `length ${length}`).toThrow(CorruptBatchException);
  }
});

it('writes varints of any safe integer in the size it says', () => {
  for (const value of [0, -1, 1, 63, 64, -64, -65, 2 ** 31, -(2 ** 31), 2 ** 40, -(2 ** 45)]) {
    const bytes = new Uint8Array(10);
    const end = writeVarint(bytes, 0, value);
    expect(end).toBe(sizeOfVarint(value));
    const cursor = { at: 0 };
    expect([readVarint(bytes, cursor), cursor.at]).toEqual([value, end]);
  }
});

it('begins a new batch where timestamps are further apart than a delta can say exactly', () => {
  const builder = new RecordBatchBuilder();
  const far = { timestamp: 2 ** 52, key: null, value: null, headers: [] };
  expect(builder.append({ ...far, timestamp: 0 })).toBe(true);
  expect(builder.append(far)).toBe(false);
  expect(decodeBatch(builder.build()).map(({ timestamp }) => timestamp)).toEqual([0]);
  expect(builder.append(far)).toBe(true);
  expect(decodeBatch(builder.build()).map(({ timestamp }) => timestamp)).toEqual([2 ** 52]);
});
