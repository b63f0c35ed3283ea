import 'server-only';
import type { Exposition } from './exposition';
import type { LoopDelay } from './loop-monitor';

/** Writes the basics of this process under the names Prometheus client libraries use. */
export function writeProcess(out: Exposition, loop: LoopDelay): void {
  const cpu = process.cpuUsage();
  const memory = process.memoryUsage();
  const startedAt = performance.timeOrigin / 1000;
  out.metric(
    'process_cpu_seconds_total',
    'counter',
    'CPU time of the console, user and system.',
  )((cpu.user + cpu.system) / 1e6);
  out.metric('process_resident_memory_bytes', 'gauge', 'Resident memory of the console.')(memory.rss);
  out.metric(
    'process_start_time_seconds',
    'gauge',
    'Start of the console, seconds since the epoch.',
  )(startedAt);
  out.metric('nodejs_heap_size_used_bytes', 'gauge', 'Used heap of the console.')(memory.heapUsed);
  out.metric('nodejs_heap_size_total_bytes', 'gauge', 'Reserved heap of the console.')(memory.heapTotal);
  out.metric(
    'nodejs_eventloop_lag_max_seconds',
    'gauge',
    'Longest block of the event loop since the last scrape.',
  )(loop.max / 1000);
  out.metric(
    'nodejs_eventloop_lag_p99_seconds',
    'gauge',
    'Delay of the event loop since the last scrape, 99th percentile.',
  )(loop.p99 / 1000);
}
