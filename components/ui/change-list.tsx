import { cn } from './cn';

/** One changed thing in words; a side that is undefined does not exist. */
export interface ChangeWords {
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What changes, line under line: what was in red, what will be in green. */
export function ChangeList({ changes }: { changes: readonly ChangeWords[] }) {
  return (
    <ul aria-label="Changes" className="divide-y rounded-panel border font-mono text-xs">
      {changes.map(({ key, before, after }) => (
        <li key={key} className={cn('px-3 py-2', after === undefined && 'bg-failed/8')}>
          <p className="break-all font-medium">
            {key}
            {after === undefined ? <span className="ml-2 font-sans text-failed">removed</span> : null}
          </p>
          {before === undefined ? null : <Side sign="−" tone="text-failed" text={before} />}
          {after === undefined ? null : <Side sign="+" tone="text-running" text={after} />}
        </li>
      ))}
    </ul>
  );
}

function Side({ sign, tone, text }: { sign: string; tone: string; text: string }) {
  return (
    <p className={cn('flex gap-2', tone)}>
      <span aria-label={sign === '+' ? 'after' : 'before'} role="img">
        {sign}
      </span>
      <span className="min-w-0 whitespace-pre-wrap break-all">{text}</span>
    </p>
  );
}
