import { describe, expect, test } from 'vitest';
import { changedLevels, effectiveLevel, offTarget, revertTarget } from './loggers.ts';

const levels = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe('levels of loggers', () => {
  test('an unlisted logger has the level of the nearest one above it', () => {
    const known = levels({ root: 'INFO', 'org.apache': 'WARN' });
    expect(effectiveLevel(known, 'org.apache.kafka.Worker')).toBe('WARN');
    expect(effectiveLevel(known, 'com.x')).toBe('INFO');
    expect(effectiveLevel(new Map(), 'com.x')).toBeUndefined();
  });

  test('everything that moved is remembered as it was, and a change on top of a change goes back to the beginning', () => {
    const before = levels({ root: 'INFO', a: 'INFO', 'a.b': 'ERROR', c: 'WARN' });
    const after = levels({ root: 'INFO', a: 'DEBUG', 'a.b': 'DEBUG', c: 'WARN' });
    expect(changedLevels('a', before, after)).toEqual(levels({ a: 'INFO', 'a.b': 'ERROR' }));
    const again = levels({ root: 'INFO', a: 'TRACE', 'a.b': 'TRACE', c: 'WARN' });
    expect(changedLevels('a', after, again, levels({ a: 'INFO', 'a.b': 'ERROR' }))).toEqual(
      levels({ a: 'INFO', 'a.b': 'ERROR' }),
    );
  });

  test('a revert leaves alone what somebody else changed since', () => {
    const now = levels({ root: 'INFO', a: 'DEBUG', 'a.b': 'TRACE' });
    const target = revertTarget(now, levels({ a: 'INFO', 'a.b': 'ERROR' }), 'DEBUG');
    expect(target).toEqual(levels({ root: 'INFO', a: 'INFO', 'a.b': 'TRACE' }));
  });

  test('what is off its target is told parents first', () => {
    const now = levels({ root: 'DEBUG', 'a.b': 'DEBUG', a: 'DEBUG' });
    const target = levels({ 'a.b': 'ERROR', a: 'INFO', root: 'WARN' });
    expect(offTarget(now, target)).toEqual([
      ['root', 'WARN'],
      ['a', 'INFO'],
      ['a.b', 'ERROR'],
    ]);
    expect(offTarget(target, target)).toEqual([]);
  });
});
