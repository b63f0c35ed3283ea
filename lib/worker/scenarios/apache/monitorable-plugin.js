// Twins of the test plugins of Apache's integration tests; copied into a folder of plugin.path by the scenarios here.
// Every start, stop and record is a line of the file that the option `journal` names, so that a test can count them.
import { appendFileSync } from 'node:fs';

const forever = () => new Promise(() => undefined);

/** The plugins of this package, built from the worker's api. */
export function plugins(api) {
  const { ConfigDef, ConnectException, STRING_SCHEMA } = api;

  const option = (name, defaultValue = '', type = 'STRING', importance = 'LOW') => ({
    ...{ name, type, defaultValue, importance },
    documentation: `What a test asks for by ${name}.`,
  });
  const definition = () =>
    new ConfigDef()
      .define(option('journal'))
      .define(option('topic', 't'))
      .define(option('messages.per.poll', '10', 'INT'))
      .define(option('max.messages', '-1', 'LONG'))
      .define(option('block'))
      .define(option('inject.error'))
      .define(option('headers', '0', 'INT'))
      .define(option('tombstone.every', '0', 'INT'));

  const isIn = (config, name, hook) => (config[name] ?? '').split(',').includes(hook);
  const tell = (config, entry) => {
    if (config.journal) appendFileSync(config.journal, `${JSON.stringify(entry)}\n`);
  };
  /** Notes a hook, throws where it was told to, and says whether it blocks. */
  const enter = (config, hook, entry) => {
    tell(config, { hook, ...entry });
    if (isIn(config, 'inject.error', hook)) throw new ConnectException(`Injecting errors during ${hook}`);
    return isIn(config, 'block', hook) ? forever() : undefined;
  };

  class MonitorableConnector {
    config() {
      return definition();
    }
    initialize(context) {
      this.context = context;
    }
    start(config) {
      this.options = config;
      return enter(config, 'connector-start', {});
    }
    async taskConfigs(maxTasks) {
      await enter(this.options, 'task-configs', {});
      const count = Number(this.options['num.tasks'] ?? maxTasks);
      return Array.from({ length: count }, (_, id) => ({ ...this.options, 'task.id': String(id) }));
    }
    stop() {
      return enter(this.options ?? {}, 'connector-stop', {});
    }
    validate(config) {
      const values = [
        ...definition()
          .validate(new Map(Object.entries(config)))
          .values(),
      ];
      const blocked = isIn(config, 'block', 'validate') ? forever() : undefined;
      return blocked ?? values;
    }
    alterOffsets(config) {
      return config['alter.offsets'] === 'own';
    }
    exactlyOnceSupport(config) {
      const answer = config['custom.exactly.once.support'] ?? 'supported';
      if (answer === 'fail') throw new Error('oops');
      return answer === 'null' ? null : answer;
    }
    canDefineTransactionBoundaries(config) {
      const answer = config['custom.transaction.boundary.support'] ?? 'unsupported';
      if (answer === 'fail') throw new Error('oops');
      return answer;
    }
  }

  /** There is no config yet when a connector is initialized, so this one blocks whatever it is told. */
  class InitializeBlockingConnector extends MonitorableConnector {
    initialize() {
      for (;;);
    }
  }

  class Task {
    enter(hook) {
      const own = `${hook}-${this.options['task.id']}`;
      const blocked = enter(this.options, `task-${hook}`, { task: Number(this.options['task.id']) });
      if (isIn(this.options, 'inject.error', `task-${own}`))
        throw new ConnectException(`Injecting errors: ${own}`);
      return blocked;
    }
    stop() {
      return this.enter('stop');
    }
  }

  class MonitorableSourceTask extends Task {
    async start(options, context) {
      this.options = options;
      this.stopped = context.stopped;
      this.partition = { 'task.id': `${options.name}-${options['task.id']}` };
      const [offset] = await context.offsets([this.partition]);
      this.seqno = Number(offset?.saved ?? 0);
      this.sent = 0;
      await this.enter('start');
    }
    async poll() {
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
      const most = Number(this.options['max.messages'] ?? -1);
      const count = Number(this.options['messages.per.poll'] ?? 10);
      const left = most < 0 ? count : Math.min(count, most - this.sent);
      this.sent += Math.max(0, left);
      return left <= 0 ? null : Array.from({ length: left }, () => this.record());
    }
    record() {
      this.seqno += 1;
      const { topic, headers, 'tombstone.every': every, 'task.id': task } = this.options;
      const isTombstone = Number(every ?? 0) > 0 && this.seqno % Number(every) === 0;
      return {
        sourcePartition: this.partition,
        sourceOffset: { saved: this.seqno },
        topic,
        keySchema: STRING_SCHEMA,
        key: `key-${task}-${this.seqno}`,
        ...(isTombstone
          ? { value: null }
          : { valueSchema: STRING_SCHEMA, value: `value-${task}-${this.seqno}` }),
        headers: Number(headers ?? 0) === 0 ? [] : [this.header()],
      };
    }
    header() {
      return {
        key: `header-${this.seqno % Number(this.options.headers)}`,
        schema: STRING_SCHEMA,
        value: 'h',
      };
    }
    commit() {
      tell(this.options, { hook: 'task-commit', task: Number(this.options['task.id']) });
    }
  }

  class MonitorableSinkTask extends Task {
    start(options, context) {
      this.options = options;
      this.context = context;
      return this.enter('start');
    }
    open(partitions) {
      for (const { topic, partition } of partitions)
        tell(this.options, { hook: 'task-open', topic, partition });
    }
    async put(records) {
      for (const { topic, kafkaPartition, kafkaOffset, key, value, headers } of records) {
        const names = [...(headers ?? [])].map((header) => header.key);
        tell(this.options, {
          hook: 'record',
          topic,
          partition: kafkaPartition,
          offset: kafkaOffset,
          key,
          value,
          names,
        });
      }
      if (this.options.errant !== 'true') return;
      for (const record of records) {
        await this.context.errantRecordReporter.report(record, new Error('reported by the task'));
      }
    }
    preCommit(offsets) {
      if (offsets.length > 0)
        tell(this.options, { hook: 'task-commit', task: Number(this.options['task.id']) });
      return offsets;
    }
  }

  const version = '4.3.1';
  const name = (kind) => `org.apache.kafka.connect.integration.Monitorable${kind}`;
  return [
    {
      ...{ type: 'source', className: name('SourceConnector'), version },
      taskClassName: `${name('SourceConnector')}$MonitorableSourceTask`,
      createConnector: () => new MonitorableConnector(),
      createTask: () => new MonitorableSourceTask(),
    },
    {
      ...{
        type: 'source',
        className: 'org.apache.kafka.connect.integration.InitializeBlockingConnector',
        version,
      },
      taskClassName: `${name('SourceConnector')}$MonitorableSourceTask`,
      createConnector: () => new InitializeBlockingConnector(),
      createTask: () => new MonitorableSourceTask(),
    },
    {
      ...{ type: 'sink', className: name('SinkConnector'), version },
      taskClassName: `${name('SinkConnector')}$MonitorableSinkTask`,
      createConnector: () => new MonitorableConnector(),
      createTask: () => new MonitorableSinkTask(),
    },
  ];
}
