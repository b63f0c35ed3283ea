import type { DropdownMenu } from 'radix-ui';
import { createContext } from 'react';

/** What entries are drawn with; null until the menu's script has been read. */
export const MenuParts = createContext<typeof DropdownMenu | null>(null);
