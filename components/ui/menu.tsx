'use client';

import { Check } from 'lucide-react';
import { Slot } from 'radix-ui';
import { lazy, type ReactNode, Suspense, use, useState } from 'react';
import { cn } from './cn';
import { MenuParts } from './menu-parts';

export interface MenuProps {
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
}

const load = async () => ({ default: (await import('./loaded-menu')).LoadedMenu });
const LoadedMenu = lazy(load);
const OPENS = ['ArrowDown', 'Enter', ' '];

/** A menu under its trigger. Its script is read when a pointer or the focus comes near a first one. */
export function Menu(props: MenuProps) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) {
    return (
      <Suspense fallback={props.trigger}>
        <LoadedMenu {...props} />
      </Suspense>
    );
  }
  return (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
      onKeyDown={(event) => OPENS.includes(event.key) && setWanted(true)}
    >
      {props.trigger}
    </Slot.Root>
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
  const Radix = use(MenuParts);
  if (!Radix) return null;
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

/** An entry that is on or off; the menu stays open, so that several can be set. */
export function MenuCheck({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: () => void;
}) {
  const Radix = use(MenuParts);
  if (!Radix) return null;
  return (
    <Radix.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className="flex h-8 cursor-pointer select-none items-center gap-2.5 rounded-control px-2.5 text-sm outline-none data-[highlighted]:bg-sunken"
    >
      <span className="w-4 shrink-0">
        <Radix.ItemIndicator>
          <Check size={14} aria-hidden className="text-accent" />
        </Radix.ItemIndicator>
      </span>
      {label}
    </Radix.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <hr className="my-1 border-t" />;
}
