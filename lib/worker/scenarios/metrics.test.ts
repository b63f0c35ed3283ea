import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, eventually, fileSink, fileSource, newDir, numberedLines, startTestWorker } from './support.ts';

interface Metrics {
  readonly metrics: readonly {
    readonly group: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly values: Readonly<Record<string, number | string>>;
  }[];
}

it('counts what tasks move, skip and commit under Connect’s own names, as JSON and for Prometheus alike', async () => {
  const dir = newDir();
  writeFileSync(join(dir, 'in.txt'), `${numberedLines(20)}{"a":1}\n`);
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 't'));
  await call(url, 'PUT', '/connectors/snk/config', {
    ...fileSink(join(dir, 'out.txt'), 't'),
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'errors.tolerance': 'all',
    'errors.log.enable': 'true',
    'errors.deadletterqueue.topic.name': 'dead',
  });
  const values = async (group: string, connector: string) => {
    const { metrics } = (await call(url, 'GET', '/metrics?format=json')).body as Metrics;
    return metrics.find((one) => one.group === group && one.tags.connector === connector)?.values ?? {};
  };
  await eventually(
    () => values('sink-task-metrics', 'snk'),
    (sink) => sink['sink-record-read-total'] === 21 && Number(sink['offset-commit-completion-total']) > 0,
  );
  expect(await values('sink-task-metrics', 'snk')).toMatchObject({
    'sink-record-send-total': 1,
    'put-batch-avg-time-ms': expect.any(Number),
    'put-batch-max-time-ms': expect.any(Number),
    'sink-record-read-rate': expect.any(Number),
  });
  expect(await values('task-error-metrics', 'snk')).toMatchObject({
    'total-record-failures': 20,
    'total-record-errors': 20,
    'total-records-skipped': 20,
    'total-errors-logged': 20,
    'deadletterqueue-produce-requests': 20,
    'deadletterqueue-produce-failures': 0,
    'last-error-timestamp': expect.any(Number),
  });
  await eventually(
    () => values('source-task-metrics', 'src'),
    (source) => source['source-record-poll-total'] === 21 && source['source-record-write-total'] === 21,
  );
  await eventually(
    () => values('connector-task-metrics', 'src'),
    (task) => task['offset-commit-success-percentage'] === 1,
  );
  expect(await values('connector-metrics', 'src')).toEqual({
    status: 'running',
    'connector-class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
    'connector-type': 'source',
    'connector-version': '4.3.1',
  });

  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const lines = (await answer.text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE kafka_connect_connect_worker_metrics_connector_count gauge',
      'kafka_connect_connect_worker_metrics_connector_count 2',
      '# TYPE kafka_connect_sink_task_metrics_sink_record_read_total counter',
      'kafka_connect_sink_task_metrics_sink_record_read_total{connector="snk",task="0"} 21',
      'kafka_connect_connector_task_metrics_status{connector="src",task="0",status="running"} 1',
    ]),
  );
  for (const line of lines) expect(line).toMatch(/^(# TYPE \w+ (counter|gauge)|\w+(\{.*\})? -?[\d.e+-]+|)$/);
});

it('shows a task that failed as failed, and nothing of a connector that is gone', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/a"b/config', fileSink(join(dir, 'missing', 'out'), 't'));
  const text = async () => (await fetch(`${url}/metrics`)).text();
  await eventually(text, (now) =>
    now.includes('connector_task_metrics_status{connector="a\\"b",task="0",status="failed"} 1'),
  );
  await call(url, 'DELETE', '/connectors/a"b');
  await eventually(text, (now) => !now.includes('a\\"b'));
});
