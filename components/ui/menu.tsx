'use client';

import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';

export function Menu({
  trigger,
  children,
  align = 'end',
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 w-72 animate-appear rounded-panel border bg-raised p-1 shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface MenuItemProps {
  label: string;
  /** What it touches, or why it is not offered. */
  hint?: string | undefined;
  icon?: ReactNode;
  disabled?: boolean;
  danger?: boolean;
  onSelect: () => void;
}

export function MenuItem({ label, hint, icon, disabled, danger, onSelect }: MenuItemProps) {
  return (
    <Radix.Item
      disabled={disabled ?? false}
      onSelect={onSelect}
      className={cn(
        'flex cursor-pointer select-none gap-2.5 rounded-control px-2.5 py-1.5 text-sm outline-none data-[disabled]:cursor-default data-[highlighted]:bg-sunken',
        danger && 'text-failed',
      )}
    >
      <span className={cn('mt-px shrink-0', disabled && 'opacity-50')}>{icon}</span>
      <span className="min-w-0">
        <span className={cn('block font-medium', disabled && 'opacity-50')}>{label}</span>
        {hint ? <span className="block text-muted text-xs">{hint}</span> : null}
      </span>
    </Radix.Item>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 border-t" />;
}
