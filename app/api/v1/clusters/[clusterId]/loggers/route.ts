import { LoggerChange, LoggersQuery } from '@/lib/api/loggers';
import { ClusterParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { getLoggers, setLogLevel } from '@/lib/server/services/loggers';

export const dynamic = 'force-dynamic';

export const GET = withRoute({ params: ClusterParams, query: LoggersQuery }, (context, { params, query }) =>
  getLoggers(context, { ...params, ...query }),
);

export const PUT = withRoute({ params: ClusterParams, body: LoggerChange }, (context, { params, body }) =>
  setLogLevel(context, { ...params, change: body }),
);
