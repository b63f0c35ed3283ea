import 'server-only';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { buildOpenApi, type OpenApiDocument } from '../../openapi/build';

/** The version of `/api/v1`, not of the console: it changes with what the API promises. */
const API_VERSION = '1.0.0';

/** Describes the browser API as OpenAPI 3.1. */
export function getOpenApi(context: VerbContext): OpenApiDocument {
  authorize(context.actor, 'connectors/read');
  return buildOpenApi(API_VERSION);
}
