'use client';

import { DropdownMenu as Radix } from 'radix-ui';
import type { MenuProps } from './menu';
import { MenuParts } from './menu-parts';

/** The menu itself, open from the start: it is read when somebody first wants one. */
export function LoadedMenu({ trigger, children, align = 'end' }: MenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) w-72 animate-appear overflow-auto rounded-panel border bg-raised p-1 shadow-float"
        >
          <MenuParts value={Radix}>{children}</MenuParts>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
