import type { ConverterPlugin, HeaderConverterPlugin } from '../api/plugin.ts';

/** Lets a converter of values serve for headers too, as all of Apache's do. */
export function asHeaderConverter(plugin: ConverterPlugin): HeaderConverterPlugin {
  return {
    type: 'header_converter',
    className: plugin.className,
    version: plugin.version,
    create: () => {
      const converter = plugin.create();
      return {
        config: () => converter.config(),
        configure: (config) => converter.configure(config, false),
        fromConnectHeader: (topic, _key, { schema, value }) => {
          const answer = converter.fromConnectData(topic, schema, value);
          return typeof answer === 'string' ? Buffer.from(answer) : answer;
        },
        toConnectHeader: (topic, _key, bytes) => converter.toConnectData(topic, bytes),
      };
    },
  };
}
