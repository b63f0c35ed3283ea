import type { ReactNode } from 'react';
import { cn } from './cn';

/** A quiet box with an optional head. */
export function Panel({
  title,
  aside,
  children,
  className,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cn('min-w-0 rounded-panel border bg-panel', className)}>
      {title ? (
        <header className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 border-b px-4 py-1.5">
          <h2 className="min-w-24 flex-1 font-semibold text-sm">{title}</h2>
          {aside}
        </header>
      ) : null}
      {children}
    </section>
  );
}

/** Says what is missing and what to do about it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="px-6 py-12 text-center">
      <p className="font-medium">{title}</p>
      {children ? <div className="mx-auto mt-1 max-w-md text-muted text-sm">{children}</div> : null}
      {action ? <div className="mt-4 flex justify-center gap-2">{action}</div> : null}
    </div>
  );
}

/** The head of a page: its title, what can be done, one line of facts. */
export function PageHead({
  title,
  lead,
  actions,
}: {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1">
        <h1 className="font-semibold text-xl">{title}</h1>
        {lead ? <p className="mt-0.5 text-muted text-sm">{lead}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  );
}

/** What could not be done, why, in the worker's words when it said any. */
export function ProblemNote({
  what,
  workerSaid,
  children,
}: {
  what: string;
  workerSaid?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <div role="alert" className="rounded-panel border border-failed/40 bg-failed/8 px-4 py-3 text-sm">
      <p className="font-medium text-failed">{what}</p>
      {workerSaid ? (
        <pre className="mt-2 max-h-60 overflow-auto whitespace-pre-wrap break-words font-mono text-xs">
          {workerSaid}
        </pre>
      ) : null}
      {children}
    </div>
  );
}

/** Holds the place of something that is read for the first time. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-pulse rounded-control bg-sunken', className)} />;
}
