// A source and a sink that misbehave on request; copied into a folder of plugin.path by the scenarios.

import { appendFileSync } from 'node:fs';

/** The plugins of this package, built from the worker's api. */
export function plugins(api) {
  const { ConfigDef, ConnectException, RetriableException, STRING_SCHEMA } = api;
  const config = () =>
    new ConfigDef()
      .define({ name: 'behaviour', type: 'STRING', importance: 'HIGH', documentation: 'What the task does.' })
      .define({
        name: 'topic',
        type: 'STRING',
        defaultValue: 't',
        importance: 'LOW',
        documentation: 'Topic.',
      })
      .define({
        name: 'secret',
        type: 'PASSWORD',
        defaultValue: null,
        importance: 'LOW',
        documentation: 'Hidden.',
      });

  const behaviours = {
    throw: () => {
      throw new ConnectException('the task threw', { cause: new Error('because it was told to') });
    },
    'throw-text': () => {
      throw 'just text';
    },
    spin: () => {
      for (;;);
    },
    exit: () => process.exit(7),
    kill: () => process.kill(process.pid, 'SIGKILL'),
    'leak-buffers': () => {
      const kept = [];
      for (;;) kept.push(Buffer.alloc(1024 * 1024, 1));
    },
    leak: () => {
      const kept = [];
      for (;;) kept.push(new Array(10_000).fill(Math.random()));
    },
    'reject-later': () => {
      setTimeout(() => Promise.reject(new Error('late rejection')), 1);
      return new Promise(() => undefined);
    },
    hang: () => new Promise(() => undefined),
    idle: () => new Promise((resolve) => setTimeout(() => resolve(null), 20)),
  };

  class BehavingTask {
    start(options, context) {
      this.options = options;
      this.context = context;
      if (options.behaviour === 'throw-in-start') throw new ConnectException('start threw');
    }
    poll() {
      if (this.options.behaviour === 'retry-once' && !this.retried) {
        this.retried = true;
        throw new RetriableException('try again');
      }
      if (this.options.behaviour === 'retry-once' && !this.sent) {
        this.sent = true;
        const record = { sourcePartition: { p: 1 }, sourceOffset: { o: 1 }, topic: this.options.topic };
        return [{ ...record, valueSchema: STRING_SCHEMA, value: 'after the retry' }];
      }
      return (behaviours[this.options.behaviour] ?? behaviours.idle)();
    }
  }

  class RetryingSinkTask {
    puts = 0;
    start() {}
    put(records) {
      if (records.length === 0) return;
      this.puts += 1;
      if (this.puts <= 2) throw new RetriableException(`not yet, ${records.length} records`);
      if (records.some(({ value }) => value === 'poison')) throw new Error('poisoned');
    }
  }

  /** Takes its time for each put and writes to a file only when it is flushed; the first flush loses all and fails. */
  class SlowSinkTask {
    lines = [];
    flushes = 0;
    start(options) {
      this.file = options.file;
    }
    async put(records) {
      if (records.length > 0) await new Promise((resolve) => setTimeout(resolve, 150));
      this.lines.push(...records.map(({ value }) => `${value}\n`));
    }
    flush() {
      const lines = this.lines.splice(0);
      this.flushes += 1;
      if (this.flushes === 1) throw new Error('the destination has lost it');
      appendFileSync(this.file, lines.join(''));
    }
  }

  /** Says in a file how many records each put had, and from which offset; takes `put_ms` for each. */
  class CountingSinkTask {
    start(options) {
      this.file = options.file;
      this.putMs = Number(options.put_ms ?? 0);
    }
    async put(records) {
      if (records.length > 0) appendFileSync(this.file, `${records.length} from ${records[0].kafkaOffset}\n`);
      await new Promise((resolve) => setTimeout(resolve, this.putMs));
    }
  }

  /** Counts on, three numbers a poll; each ten are a transaction, and each third of those is aborted. */
  class TransactionalTask {
    async start(options, context) {
      this.options = options;
      this.transactions = context.transactionContext;
      const [offset] = await context.offsets([{ counter: 1 }]);
      this.next = Number(offset?.next ?? 0);
    }
    async poll() {
      const records = [];
      await new Promise((resolve) => setImmediate(resolve));
      for (let more = 3; more > 0 && this.next < Number(this.options.behaviour); more -= 1) {
        const value = String(this.next);
        this.next += 1;
        const record = { sourcePartition: { counter: 1 }, sourceOffset: { next: this.next } };
        records.push({ ...record, topic: this.options.topic, valueSchema: STRING_SCHEMA, value });
        if (this.next % 30 === 0) this.transactions.abortTransaction(records.at(-1));
        else if (this.next % 10 === 0) this.transactions.commitTransaction(records.at(-1));
      }
      return records.length > 0 ? records : behaviours.idle();
    }
  }

  /** `start-spin` spins in start, `taskConfigs-exit` exits in taskConfigs, and so on for every hook. */
  const misbehave = (options, hook) => behaviours[options.behaviour?.split(`${hook}-`)[1]]?.();

  class BehavingConnector {
    config = config;
    initialize(context) {
      this.context = context;
    }
    async start(options) {
      this.options = options;
      await misbehave(options, 'start');
      if (options.behaviour === 'connector-throws') throw new ConnectException('connector start threw');
      if (options.behaviour === 'raise') {
        setTimeout(() => this.context.raiseError(new ConnectException('raised later')), 20);
      }
    }
    async validate(options) {
      await misbehave(options, 'validate');
      return [
        ...config()
          .validate(new Map(Object.entries(options)))
          .values(),
      ];
    }
    stop() {
      return misbehave(this.options, 'stop');
    }
    async alterOffsets(options) {
      await misbehave(options, 'alterOffsets');
      return true;
    }
    async taskConfigs(maxTasks) {
      await misbehave(this.options, 'taskConfigs');
      const count = this.options.behaviour === 'too-many-tasks' ? maxTasks + 1 : maxTasks;
      return Array.from({ length: count }, () => this.options);
    }
  }

  /** Repeats text; `throw` as the text throws. */
  class Repeat {
    config() {
      return new ConfigDef().define({
        name: 'times',
        type: 'INT',
        defaultValue: 2,
        importance: 'LOW',
        documentation: 'How often.',
      });
    }
    configure(options) {
      this.times = this.config()
        .parse(new Map(Object.entries(options)))
        .get('times');
    }
    apply(record) {
      if (record.value === 'throw') throw new ConnectException('told to throw');
      return { ...record, value: record.value.repeat(this.times) };
    }
  }

  /** Asks for `failures` tries before it lets a record pass, be it the record's first time or not; -1: never does. */
  class Flaky {
    failed = 0;
    config() {
      const options = { type: 'INT', defaultValue: 1, importance: 'LOW', documentation: 'How often.' };
      return new ConfigDef().define({ name: 'failures', ...options });
    }
    configure({ failures }) {
      this.failures = Number(failures);
    }
    apply(record) {
      if (this.failures >= 0 && this.failed >= this.failures) {
        this.failed = 0;
        return { ...record, value: `${record.value} at last` };
      }
      this.failed += 1;
      throw new RetriableException('not yet');
    }
  }

  const version = '1.2.3';
  return [
    {
      type: 'source',
      className: 'test.BehavingConnector',
      taskClassName: 'test.BehavingTask',
      version,
      createConnector: () => new BehavingConnector(),
      createTask: () => new BehavingTask(),
    },
    {
      type: 'source',
      className: 'test.TransactionalConnector',
      taskClassName: 'test.TransactionalTask',
      version,
      createConnector: () =>
        Object.assign(new BehavingConnector(), { canDefineTransactionBoundaries: () => 'supported' }),
      createTask: () => new TransactionalTask(),
    },
    {
      type: 'sink',
      className: 'test.RetryingSinkConnector',
      taskClassName: 'test.RetryingSinkTask',
      version,
      createConnector: () => new BehavingConnector(),
      createTask: () => new RetryingSinkTask(),
    },
    {
      type: 'sink',
      className: 'test.SlowSinkConnector',
      taskClassName: 'test.SlowSinkTask',
      version,
      createConnector: () => new BehavingConnector(),
      createTask: () => new SlowSinkTask(),
    },
    {
      type: 'sink',
      className: 'test.CountingSinkConnector',
      taskClassName: 'test.CountingSinkTask',
      version,
      createConnector: () => new BehavingConnector(),
      createTask: () => new CountingSinkTask(),
    },
    {
      type: 'transformation',
      className: 'test.Repeat',
      version,
      create: () => new Repeat(),
    },
    {
      type: 'transformation',
      className: 'test.Flaky',
      version,
      create: () => new Flaky(),
    },
  ];
}
