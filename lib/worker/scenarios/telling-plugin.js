// Connectors that put their secret wherever a connector can; copied into a folder of plugin.path by the scenarios.

/** The plugins of this package, built from the worker's api. */
export function plugins({ ConfigDef, ConnectException, RetriableException }) {
  const text = (name) => ({ name, type: 'STRING', defaultValue: '', importance: 'LOW', documentation: name });
  const config = () => new ConfigDef().define(text('secret')).define(text('where')).define(text('topic'));
  const told = (secret, cause) => new ConnectException(`login failed with '${secret}'`, { cause });

  class TellingTask {
    start(options) {
      this.options = options;
      if (options.where === 'start') throw told(options.copy, new Error(`refused ${options['header.copy']}`));
    }
    async poll() {
      const { where, secret } = this.options;
      if (where === 'poll') throw told(secret);
      if (where === 'text') throw secret;
      if (where === 'later') void Promise.reject(told(secret));
      if (where === 'retry') throw new RetriableException(`again with ${JSON.stringify({ secret })}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return null;
    }
  }

  class TellingConnector {
    config = config;
    start(options) {
      this.options = options;
      if (options.where === 'connector') throw told(options.secret);
    }
    taskConfigs() {
      const { secret, where } = this.options;
      if (where === 'task-configs') throw told(secret);
      return [{ ...this.options, copy: secret, 'header.copy': `Bearer ${secret}` }];
    }
    alterOffsets({ secret }) {
      throw told(secret);
    }
    validate(options) {
      if (options.where === 'validate') throw told(options.secret);
      const values = config().validate(new Map(Object.entries(options)));
      values
        .get('topic')
        .errors.push(...(options.where === 'errors' ? [`no topic for ${options.secret}`] : []));
      return [...values.values()];
    }
  }

  /** Fails with its option; a converter could as well. */
  class Fail {
    config() {
      return new ConfigDef().define(text('secret'));
    }
    configure({ secret }) {
      this.secret = secret;
    }
    apply() {
      throw told(this.secret);
    }
  }

  const version = '1.0.0';
  const source = {
    type: 'source',
    className: 'test.TellingConnector',
    taskClassName: 'test.TellingTask',
    version,
    createConnector: () => new TellingConnector(),
    createTask: () => new TellingTask(),
  };
  return [source, { type: 'transformation', className: 'test.Fail', version, create: () => new Fail() }];
}
