import { ValidateRequest } from '@/lib/api/plugins';
import { ClusterParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { validateConfig } from '@/lib/server/services/plugins';

export const dynamic = 'force-dynamic';

export const POST = withRoute(
  { params: ClusterParams, body: ValidateRequest },
  (context, { params, body, signal }) => validateConfig(context, { ...params, request: body, signal }),
);
