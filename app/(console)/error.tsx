'use client';

import { Button } from '@/components/ui/button';

export default function ConsoleError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <div className="mx-auto max-w-lg py-24">
      <h1 className="font-semibold text-xl">This page could not be drawn</h1>
      <p className="mt-2 text-muted">
        The fault is in the console, not in your cluster; connectors are not affected.
        {error.digest ? ` Reference ${error.digest}.` : ''}
      </p>
      <Button className="mt-4" onClick={reset}>
        Try again
      </Button>
    </div>
  );
}
