// Converters, a transformation and a predicate that are wrong in every way a plugin can be; see
// connector-validation-integration.test.ts.

/** The plugins of this package, built from the worker's api. */
export function plugins({ ConfigDef }) {
  const required = () =>
    new ConfigDef().define({ name: 'prop', type: 'INT', importance: 'HIGH', documentation: 'Needed.' });
  const methods = {
    configure() {},
    fromConnectData: () => null,
    toConnectData: () => ({ schema: null, value: null }),
    fromConnectHeader: () => null,
    toConnectHeader: () => ({ schema: null, value: null }),
  };
  const wrong = {
    abstract: undefined,
    noConstructor: () =>
      new (class {
        constructor(needed) {
          this.length = needed.length;
        }
      })(),
    throwing: () => {
      throw new Error('cannot be made');
    },
    misconfigured: () => ({ ...methods, config: required }),
    withoutConfigDef: () => ({ ...methods, config: () => null }),
  };
  const version = '1.0.0';
  const converters = ['converter', 'header_converter'].flatMap((type) =>
    Object.entries(wrong).map(([name, create]) => {
      const kind = type === 'converter' ? 'Converter' : 'HeaderConverter';
      return { type, className: `test.${name[0].toUpperCase()}${name.slice(1)}${kind}`, version, create };
    }),
  );
  return converters;
}
