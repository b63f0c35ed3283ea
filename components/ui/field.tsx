import { CircleAlert } from 'lucide-react';
import type {
  InputHTMLAttributes,
  ReactNode,
  Ref,
  SelectHTMLAttributes,
  TextareaHTMLAttributes,
} from 'react';
import { cn } from './cn';

const CONTROL =
  'rounded-control border border-line-strong bg-panel px-2.5 text-sm placeholder:text-muted disabled:opacity-50 aria-invalid:border-failed';

export function Input({
  className,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input className={cn(CONTROL, 'h-8 w-full', className)} {...rest} />;
}

export function Textarea({ className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <textarea className={cn(CONTROL, 'w-full py-1.5', className)} {...rest} />;
}

export function Select({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select className={cn(CONTROL, 'h-8 max-w-full pr-7', className)} {...rest} />;
}

export function Checkbox({
  className,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & { ref?: Ref<HTMLInputElement> }) {
  return (
    <input
      type="checkbox"
      className={cn('block h-4 w-4 shrink-0 cursor-pointer accent-(--accent)', className)}
      {...rest}
    />
  );
}

/** What is wrong with a field, under it. */
export function FieldErrors({ id, errors }: { id: string; errors: readonly string[] }) {
  if (errors.length === 0) return null;
  return (
    <ul id={id} className="mt-1 space-y-0.5 text-failed text-xs">
      {errors.map((error) => (
        <li key={error} className="flex gap-1.5">
          <CircleAlert size={14} aria-hidden className="mt-px shrink-0" />
          <span className="min-w-0 break-words">{error}</span>
        </li>
      ))}
    </ul>
  );
}

/** A label over a control. */
export function Labelled({
  label,
  htmlFor,
  children,
  hint,
}: {
  label: ReactNode;
  htmlFor: string;
  children: ReactNode;
  hint?: ReactNode;
}) {
  return (
    <div>
      <label htmlFor={htmlFor} className="mb-1 block font-medium text-sm">
        {label}
      </label>
      {children}
      {hint ? <p className="mt-1 text-muted text-xs">{hint}</p> : null}
    </div>
  );
}
