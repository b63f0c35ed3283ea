import 'server-only';

/** Labels of one series; a value may be any text. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Writes the Prometheus text format 0.0.4.
 *
 * Guarantees: a metric's samples stand together under one HELP and one TYPE line; label values are escaped.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export class Exposition {
  readonly #lines: string[] = [];

  /** Begins a metric and returns the function that adds its samples. */
  metric(name: string, type: 'gauge' | 'counter', help: string): (value: number, labels?: Labels) => void {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    return (value, labels = {}) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
      this.#lines.push(`${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${formatValue(value)}`);
    };
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** A lone surrogate has no UTF-8 form; it becomes the replacement character before it is written. */
function escapeLabel(text: string): string {
  return text.toWellFormed().replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
