import { buildFields, type Schema, type SchemaType } from '../../api/schema.ts';
import { Struct } from '../../api/struct.ts';
import type { Random } from './random.ts';

/** A kind of record. Units: `at` ms since the epoch. `number` counts from 0 over all records of a task. */
export interface Template {
  readonly schema: Schema;
  readonly keyField: string;
  readonly make: (random: Random, number: number, at: number) => Struct;
}

const CITIES = ['Basel', 'Ghent', 'Lyon', 'Porto', 'Riga', 'Turin', 'Vaasa'] as const;
const ITEMS = ['cocoa', 'coffee', 'honey', 'milk', 'sugar', 'tea'] as const;
const PAGES = ['/', '/about', '/cart', '/checkout', '/product', '/search'] as const;
const NAMES = ['Ada', 'Emmy', 'Grace', 'Hedy', 'Katherine', 'Lise', 'Maria', 'Rosalind'] as const;

type Fields = Readonly<Record<string, SchemaType>>;

/** Makes a template of named fields and of what fills them, in the same order. */
function template<F extends Fields>(
  name: string,
  keyField: keyof F & string,
  fields: F,
  values: (random: Random, number: number, at: number) => Readonly<Record<keyof F, unknown>>,
): Template {
  const schema: Schema = Object.freeze({
    type: 'STRUCT',
    optional: false,
    name: `sluice.datagen.${name}`,
    version: 1,
    fields: buildFields(
      Object.entries(fields).map(([field, type]) => ({ name: field, schema: { type, optional: false } })),
    ),
  });
  const make = (random: Random, number: number, at: number) => {
    const struct = new Struct(schema);
    for (const [field, value] of Object.entries(values(random, number, at))) struct.put(field, value);
    return struct;
  };
  return { schema, keyField, make };
}

/** The kinds of records, by the word that `quickstart` takes. */
export const TEMPLATES: Readonly<Record<string, Template>> = {
  orders: template(
    'Order',
    'order_id',
    {
      order_id: 'INT64',
      ordered_at: 'INT64',
      item: 'STRING',
      units: 'INT32',
      price: 'FLOAT64',
      city: 'STRING',
    },
    (random, number, at) => ({
      order_id: number,
      ordered_at: at,
      item: random.pick(ITEMS),
      units: random.int(1, 12),
      price: random.decimal(1, 60, 2),
      city: random.pick(CITIES),
    }),
  ),
  users: template(
    'User',
    'user_id',
    { user_id: 'STRING', name: 'STRING', city: 'STRING', registered_at: 'INT64', newsletter: 'BOOLEAN' },
    (random, _number, at) => ({
      user_id: `user-${random.int(1, 500)}`,
      name: random.pick(NAMES),
      city: random.pick(CITIES),
      registered_at: at,
      newsletter: random.next() < 0.4,
    }),
  ),
  pageviews: template(
    'PageView',
    'user_id',
    { user_id: 'STRING', page: 'STRING', viewed_at: 'INT64', duration_ms: 'INT32', session: 'INT64' },
    (random, number, at) => ({
      user_id: `user-${random.int(1, 500)}`,
      page: random.pick(PAGES),
      viewed_at: at,
      duration_ms: random.int(40, 20_000),
      session: Math.floor(number / 8),
    }),
  ),
  payments: template(
    'Payment',
    'payment_id',
    {
      payment_id: 'INT64',
      order_id: 'INT64',
      amount: 'FLOAT64',
      currency: 'STRING',
      card: 'STRING',
      paid_at: 'INT64',
    },
    (random, number, at) => ({
      payment_id: number,
      order_id: Math.max(0, number - random.int(0, 3)),
      amount: random.decimal(2, 600, 2),
      currency: random.pick(['CHF', 'EUR', 'SEK'] as const),
      card: `4000-00xx-xxxx-${String(random.int(0, 9999)).padStart(4, '0')}`,
      paid_at: at,
    }),
  ),
  sensors: template(
    'Reading',
    'sensor',
    { sensor: 'STRING', measured_at: 'INT64', celsius: 'FLOAT64', battery: 'INT32', outdoor: 'BOOLEAN' },
    (random, _number, at) => ({
      sensor: `sensor-${random.int(1, 24)}`,
      measured_at: at,
      celsius: random.decimal(-12, 34, 1),
      battery: random.int(5, 100),
      outdoor: random.next() < 0.5,
    }),
  ),
};
