'use client';

import { Popover as Radix } from 'radix-ui';
import type { PopoverProps } from './popover';

/** The panel itself, open from the start. */
export function LoadedPopover({ trigger, children }: PopoverProps) {
  return (
    <Radix.Root defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={4}
          className="z-50 w-80 animate-appear rounded-panel border bg-raised p-3 shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
