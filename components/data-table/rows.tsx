'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import { Checkbox } from '@/components/ui/field';
import { useIsCompact } from './density';
import type { DataTableProps, TableColumn, TableSelection } from './types';

/** The selection with one row added or taken out. */
export function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={span} style={{ height, padding: 0 }} />
    </tr>
  );
}

export function HeadCell<T>({
  column,
  sorted,
  onSort,
}: {
  column: TableColumn<T>;
  sorted: 'ascending' | 'descending' | undefined;
  onSort: () => void;
}) {
  const Arrow = sorted === 'descending' ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted ?? (column.value ? 'none' : undefined)}
      className={cn(
        'h-9 whitespace-nowrap px-2 text-left sm:px-3 font-medium text-muted text-xs',
        column.className,
      )}
    >
      {column.value ? (
        <button type="button" onClick={onSort} className="inline-flex items-center gap-1 hover:text-ink">
          {column.head}
          <Arrow size={12} aria-hidden className={cn(!sorted && 'opacity-0')} />
        </button>
      ) : (
        <span className={cn(column.head === '' && 'sr-only')}>{column.head || 'Actions'}</span>
      )}
    </th>
  );
}

export const SelectAll = memo(function SelectAll({
  ids,
  selected,
  onChange,
}: TableSelection & { ids: readonly string[] }) {
  const box = useRef<HTMLInputElement>(null);
  const chosen = ids.filter((id) => selected.has(id)).length;
  // Outside React: `indeterminate` exists only as a DOM property.
  useEffect(() => {
    if (box.current) box.current.indeterminate = chosen > 0 && chosen < ids.length;
  }, [chosen, ids.length]);
  return (
    <th scope="col" className="w-9 pl-3 text-left">
      <Checkbox
        ref={box}
        aria-label={`Select all ${ids.length}`}
        checked={ids.length > 0 && chosen === ids.length}
        onChange={(event) => onChange(event.target.checked ? new Set(ids) : new Set())}
      />
    </th>
  );
});

interface BodyRowProps<T> {
  id: string;
  row: T;
  index: number;
  columns: readonly TableColumn<T>[];
  selection: TableSelection | undefined;
  rowClassName: DataTableProps<T>['rowClassName'];
  onOpen: DataTableProps<T>['onOpen'];
  isTabStop: boolean;
  onFocus: (index: number) => void;
}

function Row<T>({
  id,
  row,
  index,
  columns,
  selection,
  rowClassName,
  onOpen,
  isTabStop,
  onFocus,
}: BodyRowProps<T>) {
  const isCompact = useIsCompact();
  const isSelected = selection?.selected.has(id) ?? false;
  const toggle = () => selection?.onChange(toggled(selection.selected, id));
  return (
    <tr
      aria-rowindex={index + 2}
      data-index={index}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={(event) => event.target === event.currentTarget && onFocus(index)}
      aria-selected={selection ? isSelected : undefined}
      onDoubleClick={onOpen ? () => onOpen(row) : undefined}
      className={cn(
        'group border-b last:border-b-0 hover:bg-sunken/70',
        isSelected && 'bg-accent-soft',
        rowClassName?.(row),
      )}
    >
      {selection ? (
        <td className="w-9 pl-3">
          <Checkbox aria-label={`Select ${id.split('/').at(-1)}`} checked={isSelected} onChange={toggle} />
        </td>
      ) : null}
      {columns.map((column) => (
        <td key={column.id} className={cn('px-2 sm:px-3', isCompact ? 'h-8' : 'h-11', column.className)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** One row, drawn again only when something of it changed. `memo` alone would lose the type parameter. */
export const BodyRow = memo(Row) as typeof Row;
