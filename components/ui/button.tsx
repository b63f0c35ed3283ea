import { Slot } from 'radix-ui';
import type { ButtonHTMLAttributes, Ref } from 'react';
import { cn } from './cn';

const VARIANTS = {
  primary: 'bg-accent text-accent-ink border-transparent hover:brightness-110 active:brightness-95',
  secondary: 'bg-panel text-ink border-line-strong hover:bg-sunken',
  quiet: 'bg-transparent text-ink border-transparent hover:bg-sunken',
  danger: 'bg-failed text-white dark:text-page border-transparent hover:brightness-110',
} as const;
const SIZES = { md: 'h-8 px-3 text-sm', sm: 'h-7 px-2 text-xs', icon: 'h-8 w-8 justify-center' } as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
  /** Renders the child (a link) with the look of a button. */
  asChild?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  variant = 'secondary',
  size = 'md',
  asChild,
  className,
  type,
  ...rest
}: ButtonProps) {
  const Element = asChild ? Slot.Root : 'button';
  return (
    <Element
      {...(asChild ? {} : { type: type ?? 'button' })}
      className={cn(
        'inline-flex shrink-0 select-none items-center gap-1.5 whitespace-nowrap rounded-control border font-medium transition-[background,filter] duration-[120ms]',
        'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50',
        VARIANTS[variant],
        SIZES[size],
        className,
      )}
      {...rest}
    />
  );
}
