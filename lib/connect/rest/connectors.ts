import { z } from 'zod';
import { TaskId } from '../names.ts';
import { textMap } from './text-map.ts';

/** A connector's config: option name to value; a null value is legal on the wire. */
export const ConnectorConfig = textMap(z.string().nullable());
export type ConnectorConfig = z.infer<typeof ConnectorConfig>;

/** `source`, `sink`, or `unknown` when the class cannot be loaded; newer words are kept. */
export const ConnectorType = z.string();

/** `GET /connectors/{c}`, and the answer to create and update. */
export const ConnectorInfo = z.looseObject({
  name: z.string(),
  config: ConnectorConfig,
  tasks: z.array(TaskId),
  type: ConnectorType.optional(),
});
export type ConnectorInfo = z.infer<typeof ConnectorInfo>;

const InstanceState = {
  state: z.string(),
  worker_id: z.string(),
  trace: z.string().nullish(),
  version: z.string().nullish(),
};

/** State of one task. */
export const TaskStateInfo = z.looseObject({ id: z.number().int(), ...InstanceState });
export type TaskStateInfo = z.infer<typeof TaskStateInfo>;

/** More tasks of one connector than any cluster runs: an answer with more is not believed. */
const MAX_TASKS = 50_000;

/** `GET /connectors/{c}/status`, and the 202 answer to a restart with tasks. */
export const ConnectorStateInfo = z.looseObject({
  name: z.string(),
  connector: z.looseObject(InstanceState),
  tasks: z.array(TaskStateInfo).max(MAX_TASKS),
  type: ConnectorType.optional(),
});
export type ConnectorStateInfo = z.infer<typeof ConnectorStateInfo>;

/** `GET /connectors?expand=status&expand=info`: a connector without any status yet is missing from it. */
export const ExpandedConnectors = z.record(
  z.string(),
  z.looseObject({ status: ConnectorStateInfo.nullish(), info: ConnectorInfo.nullish() }),
);
export type ExpandedConnectors = z.infer<typeof ExpandedConnectors>;

/** `GET /connectors/{c}/tasks`. */
export const TaskInfo = z.looseObject({ id: TaskId, config: ConnectorConfig.nullable() });
export type TaskInfo = z.infer<typeof TaskInfo>;

/** `GET /connectors/{c}/topics`: the connector's name to its active topics. */
export const ActiveTopics = z.record(z.string(), z.looseObject({ topics: z.array(z.string()) }));

/** `GET /connectors/{c}/offsets`; partitions and offsets are whatever the connector made them. */
export const ConnectorOffsets = z.looseObject({
  offsets: z.array(
    z.looseObject({
      partition: z.record(z.string(), z.unknown()).nullable(),
      offset: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
});
export type ConnectorOffsets = z.infer<typeof ConnectorOffsets>;
