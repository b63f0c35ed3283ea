'use client';

import { Columns3 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Menu, MenuCheck } from '@/components/ui/menu';

interface ColumnMenuProps {
  columns: readonly { id: string; head: string; fixed?: boolean }[];
  hidden: readonly string[];
  onChange: (hidden: string[]) => void;
}

/** Which columns a table shows; fixed ones cannot be left out. */
export function ColumnMenu({ columns, hidden, onChange }: ColumnMenuProps) {
  const toggle = (id: string) =>
    onChange(hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id]);
  return (
    <Menu
      trigger={
        <Button aria-label="Columns" className="max-md:hidden">
          <Columns3 size={14} aria-hidden /> Columns
        </Button>
      }
    >
      {columns
        .filter((column) => !column.fixed)
        .map((column) => (
          <MenuCheck
            key={column.id}
            label={column.head}
            checked={!hidden.includes(column.id)}
            onChange={() => toggle(column.id)}
          />
        ))}
    </Menu>
  );
}
