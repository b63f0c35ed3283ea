import { hasFeature, type KafkaVersion } from '../versions.ts';
import type { ConfigChange } from './diff.ts';

/** What an edit does to what runs, in words: one line, facts, and what might surprise. */
export interface Impact {
  readonly effect: string;
  readonly facts: readonly string[];
  readonly warnings: readonly string[];
}

/** The connector that is edited. `type`: `source` or `sink`. `tasks`: how many it has now. */
export interface Edited {
  readonly state: string | null;
  readonly tasks: number;
  readonly type: string;
  readonly pluginClass: string | null;
  readonly version: KafkaVersion | undefined;
}

const SOURCE_TOPIC = /^(topic|topics|kafka\.topic|topic\.prefix|topic\.name)$/;
const CONVERTER = /^(key|value|header)\.converter$/;

/**
 * Says what saving these changes will do.
 *
 * Source: `connect-runtime` restarts the connector on every change of its config; its tasks too from 3.8 on
 * (KAFKA-9228), before only when their own configs come out different.
 */
export function describeImpact(changes: readonly ConfigChange[], edited: Edited): Impact {
  const tasks = changes.find(({ key }) => key === 'tasks.max');
  return {
    effect: effectOf(edited),
    facts: tasks ? [`tasks.max ${tasks.before ?? '1 by default'} → ${tasks.after ?? '1 by default'}`] : [],
    warnings: changes.flatMap((change) => warningsOf(change, edited)),
  };
}

function effectOf({ state, tasks, version }: Edited): string {
  if (state === 'STOPPED') return 'The connector is STOPPED: nothing restarts.';
  if (state === 'PAUSED')
    return 'The connector is PAUSED and stays so; it takes the new config when it is resumed.';
  const count = tasks === 1 ? '1 task' : `${tasks} tasks`;
  if (tasks === 0) return 'The connector will restart.';
  return hasFeature(version, 'tasksRestartOnConfig')
    ? `The connector and ${count} will restart.`
    : `The connector will restart; its ${count} only if their own config comes out different (before Kafka 3.8).`;
}

function warningsOf(change: ConfigChange, { type, pluginClass }: Edited): string[] {
  const { key, kind, hidden } = change;
  if (key === 'connector.class')
    return ['The class changes: offsets kept by the old one may mean nothing to the new one.'];
  if (key === 'name') return ['A connector cannot be renamed: clone it instead.'];
  if (kind === 'removed' && hidden)
    return [`${key} is a secret: once removed, nobody can bring it back from here.`];
  if (key === 'topic.prefix' && pluginClass?.startsWith('io.debezium.'))
    return ['topic.prefix: Debezium keeps its offsets under it, so it will begin with a new snapshot.'];
  if (type === 'source' && SOURCE_TOPIC.test(key))
    return [`${key}: new records go to another topic; the source goes on from where it stands.`];
  if (type === 'sink' && (key === 'topics' || key === 'topics.regex'))
    return [
      `${key}: a topic that is new to it is read from its beginning; offsets of one taken out are kept.`,
    ];
  if (key === 'consumer.override.group.id') return [`${key}: another group has offsets of its own.`];
  if (CONVERTER.test(key)) return [`${key}: records that are already in the topics keep their old format.`];
  return [];
}
