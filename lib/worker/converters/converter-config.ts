import { ConfigDef } from '../api/config-def.ts';
import { validString } from '../api/config-validators.ts';

/** The version every built-in plugin reports: that of the Kafka release we imitate. */
export const BUILT_IN_VERSION = '4.3.1';

/** Returns a ConfigDef with the option all converters share. Source: kafka `ConverterConfig#newConfigDef`. */
export function newConverterConfigDef(): ConfigDef {
  return new ConfigDef().define({
    name: 'converter.type',
    type: 'STRING',
    validator: validString('key', 'value', 'header'),
    importance: 'LOW',
    documentation: 'How this converter will be used.',
  });
}
