import { ConfigDef } from '../api/config-def.ts';
import type { ConnectRecord, Predicate } from '../api/transformation.ts';
import { predicate } from './plugin.ts';

/** True for records without a value. Source: kafka 4.3 `RecordIsTombstone`. */
class RecordIsTombstone implements Predicate {
  config(): ConfigDef {
    return new ConfigDef();
  }

  configure(): void {}

  test(record: ConnectRecord): boolean {
    return record.value === null || record.value === undefined;
  }
}

/** `RecordIsTombstone` as a plugin. */
export const recordIsTombstone = predicate('RecordIsTombstone', () => new RecordIsTombstone());
