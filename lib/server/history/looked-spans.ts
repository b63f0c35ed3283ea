import 'server-only';
import type { Span } from './build-timeline';

/** When one cluster was looked at without a gap. Units: ms; `gapMs`: a look this old still counts. */
export class LookedSpans {
  readonly #gapMs: number;
  readonly #spans: { from: number; to: number }[];

  constructor(gapMs: number, spans: readonly Span[]) {
    this.#gapMs = gapMs;
    this.#spans = spans.map(({ from, to }) => ({ from, to }));
  }

  /** The newest stretch, if a look at `at` belongs to it. */
  current(at: number): { from: number; to: number } | undefined {
    const last = this.#spans.at(-1);
    return last && at - last.to <= this.#gapMs && at >= last.from ? last : undefined;
  }

  begin(at: number): { from: number; to: number } {
    const span = { from: at, to: at };
    this.#spans.push(span);
    return span;
  }

  /** How much of a stretch of time was looked at; what comes right after the last look counts. Never negative. */
  within(from: number, to: number): number {
    let ms = 0;
    for (let i = this.#spans.length - 1; i >= 0; i -= 1) {
      const span = this.#spans[i];
      if (!span || span.to + this.#gapMs < from) break;
      const isLast = i === this.#spans.length - 1;
      const end = isLast && to - span.to <= this.#gapMs ? to : span.to;
      ms += Math.max(0, Math.min(to, end) - Math.max(from, span.from));
    }
    return ms;
  }
}
