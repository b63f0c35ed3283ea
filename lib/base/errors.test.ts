import { describe, expect, it, vi } from 'vitest';
import { AppError, ConflictError, NotFoundError } from './errors.ts';

describe('AppError', () => {
  it('is recognised by class, and by no other class', () => {
    const error: unknown = new NotFoundError('gone');
    expect(error instanceof NotFoundError).toBe(true);
    expect(error instanceof AppError).toBe(true);
    expect(error instanceof Error).toBe(true);
    expect(error instanceof ConflictError).toBe(false);
    expect(new Error('plain') instanceof AppError).toBe(false);
    expect((null as unknown) instanceof AppError).toBe(false);
  });

  it('is recognised when the module was loaded twice, as Next does with instrumentation and routes', async () => {
    vi.resetModules();
    const twin = await import('./errors.ts');
    expect(twin.NotFoundError).not.toBe(NotFoundError);
    expect(new twin.NotFoundError('gone') instanceof NotFoundError).toBe(true);
    expect(new twin.NotFoundError('gone') instanceof ConflictError).toBe(false);
  });
});
