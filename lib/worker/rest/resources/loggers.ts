import { NotFoundException } from '../../api/exceptions.ts';
import { BadRequestException } from '../../herder/exceptions.ts';
import { type Loggers, parseLogLevel } from '../../runtime/loggers.ts';
import { parseObject } from '../bodies.ts';
import { type RestRequest, type RestResponse, type Route, route } from '../http.ts';

/** `/admin/loggers`. Source: kafka 4.x `LoggingResource`; KIP-495, KIP-976. */
export function loggerRoutes(loggers: Loggers): Route[] {
  return [
    route('GET', '/admin/loggers', () => ({ status: 200, body: loggers.allLevels() })),
    route('GET', '/admin/loggers/:logger', ({ params }) => {
      const name = params.logger ?? '';
      const body = loggers.level(name);
      if (!body) throw new NotFoundException(`Logger ${name} not found.`);
      return { status: 200, body };
    }),
    route('PUT', '/admin/loggers/:logger', (request) => setLevel(loggers, request)),
  ];
}

function setLevel(loggers: Loggers, { params, body, query }: RestRequest): RestResponse {
  const { level } = parseObject(body);
  if (level === undefined || level === null) {
    throw new BadRequestException("Desired 'level' parameter was not specified in request.");
  }
  const parsed = parseLogLevel(String(level));
  if (!parsed) throw new NotFoundException(`invalid log level '${String(level)}'.`);
  const changed = loggers.setLevel(params.logger ?? '', parsed);
  return query.get('scope')?.toLowerCase() === 'cluster' ? { status: 204 } : { status: 200, body: changed };
}
