import { stringifyExactJson } from '../../api/exact-json.ts';
import type { Herder } from '../../herder/herder.ts';
import { parseOffsetsBody } from '../bodies.ts';
import { type RestResponse, type Route, route } from '../http.ts';
import { nameOf } from './connectors.ts';

/** `/connectors/{c}/offsets`. Source: kafka 4.x `ConnectorsResource`; KIP-875. */
export function offsetRoutes(herder: Herder): Route[] {
  const path = '/connectors/:name/offsets';
  return [
    route('GET', path, async ({ params }) => exactly(await herder.connectorOffsets(nameOf(params)))),
    route('PATCH', path, async ({ params, body }) => {
      const message = await herder.alterConnectorOffsets(nameOf(params), parseOffsetsBody(body));
      return { status: 200, body: { message } };
    }),
    route('DELETE', path, async ({ params }) => {
      return { status: 200, body: { message: await herder.resetConnectorOffsets(nameOf(params)) } };
    }),
  ];
}

/** Offsets may be beyond 2^53 and keep every digit. */
function exactly(body: unknown): RestResponse {
  return { status: 200, text: stringifyExactJson(body), headers: { 'content-type': 'application/json' } };
}
