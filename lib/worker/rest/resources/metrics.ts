import type { MetricGroup } from '../../herder/worker-metrics.ts';
import { type RestRequest, type RestResponse, type Route, route } from '../http.ts';

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

/** `/metrics`, which Apache's worker has over JMX only: Prometheus's text, or with `?format=json` the same as JSON. */
export function metricRoutes(read: () => readonly MetricGroup[]): Route[] {
  return [route('GET', '/metrics', (request) => answer(request, read()))];
}

function answer({ query }: RestRequest, groups: readonly MetricGroup[]): RestResponse {
  if (query.get('format') === 'json') return { status: 200, body: { metrics: groups } };
  return { status: 200, text: toPrometheus(groups), headers: TEXT };
}

/**
 * Writes metrics in Prometheus's text format: `kafka_connect_<group>_<attribute>`, as its JMX exporter names them. A text
 * is a label of a series that is 1.
 */
export function toPrometheus(groups: readonly MetricGroup[]): string {
  const families = new Map<string, { type: string; lines: string[] }>();
  for (const { group, tags, values } of groups) {
    for (const [attribute, value] of Object.entries(values)) {
      const name = `kafka_connect_${group}_${attribute}`.replaceAll('-', '_');
      const labels = typeof value === 'string' ? { ...tags, [attribute.replaceAll('-', '_')]: value } : tags;
      const family = families.get(name) ?? {
        type: attribute.endsWith('-total') ? 'counter' : 'gauge',
        lines: [],
      };
      family.lines.push(`${name}${formatLabels(labels)} ${typeof value === 'string' ? 1 : value}`);
      families.set(name, family);
    }
  }
  return [...families]
    .map(([name, { type, lines }]) => `# TYPE ${name} ${type}\n${lines.join('\n')}\n`)
    .join('');
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
