'use client';

import { Slot } from 'radix-ui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

export interface PopoverProps {
  trigger: ReactNode;
  children: ReactNode;
}

const load = async () => ({ default: (await import('./loaded-popover')).LoadedPopover });
const LoadedPopover = lazy(load);

/** A panel under its trigger. Its script is read when a pointer or the focus comes near. */
export function Popover(props: PopoverProps) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) {
    return (
      <Suspense fallback={props.trigger}>
        <LoadedPopover {...props} />
      </Suspense>
    );
  }
  return (
    <Slot.Root
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    >
      {props.trigger}
    </Slot.Root>
  );
}
