import { z } from 'zod';

/** `GET /`: version and commit of the worker, id of the Kafka cluster or null. */
export const ServerInfo = z.looseObject({
  version: z.string(),
  commit: z.string().nullish(),
  kafka_cluster_id: z.string().nullish(),
});
export type ServerInfo = z.infer<typeof ServerInfo>;

/** The body of every error a worker answers. */
export const ErrorMessage = z.looseObject({ error_code: z.number().int(), message: z.string().nullable() });
export type ErrorMessage = z.infer<typeof ErrorMessage>;
