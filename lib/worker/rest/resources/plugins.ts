import { NotFoundException } from '../../api/exceptions.ts';
import { BadRequestException } from '../../herder/exceptions.ts';
import type { ConnectorValidation } from '../../herder/validation/connector-validation.ts';
import type { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { parseConfigBody } from '../bodies.ts';
import { isTrueParam, type Route, route } from '../http.ts';

/** `/connector-plugins`. Source: kafka 4.x `ConnectorPluginsResource`; KIP-769. */
export function pluginRoutes(plugins: PluginRegistry, validation: ConnectorValidation): Route[] {
  return [
    route('GET', '/connector-plugins', ({ query }) => {
      const isAll = query.has('connectorsOnly') && !isTrueParam(query, 'connectorsOnly');
      const shown = isAll ? plugins.list() : plugins.connectors();
      const body = shown.map(({ className, type, version }) => ({ class: className, type, version }));
      return { status: 200, body };
    }),
    route('GET', '/connector-plugins/:plugin/config', async ({ params, query }) => {
      const name = params.plugin ?? '';
      const body = await validation.pluginConfig(name, query.get('version') ?? undefined);
      if (!body) throw new NotFoundException(`Unknown plugin ${name}.`);
      return { status: 200, body };
    }),
    route('PUT', '/connector-plugins/:plugin/config/validate', async ({ params, body }) => {
      const config = parseConfigBody(body);
      checkType(params.plugin ?? '', config['connector.class']);
      return { status: 200, body: await validation.validate(config) };
    }),
  ];
}

/** The path must be a suffix of the class, a trailing `Connector` aside on both. */
function checkType(requested: string, included: string | null | undefined): void {
  if (included === null || included === undefined) return;
  if (withoutSuffix(included).endsWith(withoutSuffix(requested))) return;
  throw new BadRequestException(
    `Included connector type ${included} does not match request type ${requested}`,
  );
}

function withoutSuffix(className: string): string {
  return className.endsWith('Connector') ? className.slice(0, -'Connector'.length) : className;
}
