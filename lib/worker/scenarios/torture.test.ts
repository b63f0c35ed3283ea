import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runTorture } from '../../testing/torture/torture.ts';
import { canInjectFaults } from '../../testing/torture/worker-process.ts';
import { newDir } from './support.ts';

const canInject = canInjectFaults();

it('W2, W5, W7: 15 kills and failing writes lose nothing, double nothing and change no order', async () => {
  const { verifiable, ...report } = await runTorture({
    program: fileURLToPath(new URL('../main.ts', import.meta.url)),
    ...{ dir: newDir(), kills: 15, lines: 50_000, seed: 7, canInject, faultShare: 0.5 },
  });
  expect(report).toMatchObject({ kills: 15, linesCopied: 50_000, fileDifference: undefined });
  const { killsByCall, injectedErrors } = report;
  if (canInject) expect(killsByCall * (injectedErrors.EIO + injectedErrors.ENOSPC)).toBeGreaterThan(0);
  const none = { lost: 0, duplicated: 0, reordered: 0, inconsistent: 0, findings: [] };
  expect(verifiable).toMatchObject(none);
  expect(verifiable.acknowledged).toBeGreaterThan(100);
}, 180_000);
