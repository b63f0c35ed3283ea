'use client';

import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Checkbox } from '@/components/ui/field';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;

/** One column. `value` sorts, `cell` draws; without `value` the head is not sortable. */
export interface TableColumn<T> {
  id: string;
  head: string;
  value?: (row: T) => string | number;
  cell: (row: T) => ReactNode;
  className?: string;
}

/** Selection by row id; kept by the caller, because a bar above the table shows it. */
export interface TableSelection {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
}

interface DataTableProps<T extends RowData> {
  label: string;
  rows: readonly T[];
  columns: readonly TableColumn<T>[];
  rowId: (row: T) => string;
  rowClassName?: (row: T) => string | undefined;
  selection?: TableSelection;
  onOpen?: (row: T) => void;
  empty: ReactNode;
  rowHeight?: number;
}

/** A sortable, selectable, virtualised table. Without a chosen sort the caller's order stands. */
export function DataTable<T extends RowData>(props: DataTableProps<T>) {
  const { label, rows, columns, rowId, selection, rowHeight = 44 } = props;
  const [sorting, setSorting] = useState<SortingState>([]);
  const table = useTable({
    features,
    data: rows as T[],
    columns: columns.map(
      (column): ColumnDef<Features, T> => ({
        id: column.id,
        accessorFn: (row) => column.value?.(row) ?? '',
        enableSorting: column.value !== undefined,
        sortFn: (a, b, id) => compare(a.getValue(id), b.getValue(id)),
      }),
    ),
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: rowId,
  });
  const ordered = table.getRowModel().rows;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ordered[index]?.id ?? index,
    overscan: 12,
    initialRect: { width: 1200, height: 900 },
  });
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const span = columns.length + (selection ? 1 : 0);

  return (
    <div
      ref={scroller}
      className="relative max-h-[calc(100dvh-190px)] overflow-auto rounded-panel border bg-panel"
    >
      <table aria-label={label} aria-rowcount={ordered.length + 1} className="w-full border-collapse text-sm">
        <thead className="sticky top-0 z-10 bg-panel shadow-[inset_0_-1px_0_var(--line)]">
          <tr>
            {selection ? <SelectAll ids={ordered.map((row) => row.id)} {...selection} /> : null}
            {columns.map((column) => (
              <HeadCell
                key={column.id}
                column={column}
                sorted={
                  sorting[0]?.id === column.id ? (sorting[0].desc ? 'descending' : 'ascending') : undefined
                }
                onSort={() => setSorting((current) => nextSort(current, column.id))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Spacer height={before} span={span} /> : null}
          {items.map((item) => {
            const row = ordered[item.index];
            if (!row) return null;
            return <BodyRow key={row.id} {...props} id={row.id} row={row.original} index={item.index} />;
          })}
          {after > 0 ? <Spacer height={after} span={span} /> : null}
          {ordered.length === 0 ? (
            <tr>
              <td colSpan={span}>{props.empty}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

function nextSort(current: SortingState, id: string): SortingState {
  const active = current[0]?.id === id ? current[0] : undefined;
  if (!active) return [{ id, desc: false }];
  return active.desc ? [] : [{ id, desc: true }];
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={span} style={{ height, padding: 0 }} />
    </tr>
  );
}

function HeadCell<T>({
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

function SelectAll({ ids, selected, onChange }: TableSelection & { ids: string[] }) {
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
}

function BodyRow<T extends RowData>({
  id,
  row,
  index,
  columns,
  selection,
  rowClassName,
  onOpen,
}: DataTableProps<T> & { id: string; row: T; index: number }) {
  const isSelected = selection?.selected.has(id) ?? false;
  const toggle = () => {
    const next = new Set(selection?.selected);
    if (!next.delete(id)) next.add(id);
    selection?.onChange(next);
  };
  return (
    <tr
      aria-rowindex={index + 2}
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
        <td key={column.id} className={cn('h-11 px-2 sm:px-3', column.className)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}
