import { expect, it } from 'vitest';
import { runPowerLoss } from '../../testing/torture/power-loss/power-loss.ts';
import { canInjectFaults } from '../../testing/torture/worker-process.ts';
import { newDir } from './support.ts';

it.skipIf(!canInjectFaults())(
  'W3: the log opens in every state a loss of power can leave, with all that was acknowledged and nothing half',
  async () => {
    const report = await runPowerLoss({ dir: newDir(), states: 2_000, transactions: 150, seed: 3 });
    expect(report).toMatchObject({ states: 2_000, violations: 0, findings: [] });
    expect(report.writes).toBeGreaterThan(150);
    expect(report.syncs).toBeGreaterThan(20);
    expect(report.cut).toBeGreaterThan(1_500);
  },
  120_000,
);
