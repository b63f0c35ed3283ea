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
import { useCallback, useRef, useState } from 'react';
import { BodyRow, HeadCell, SelectAll, Spacer, toggled } from './rows';
import type { DataTableProps } from './types';
import { useHeldOrder } from './use-held-order';
import { useRowKeys } from './use-row-keys';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;

/** A sortable, selectable, virtualised table. Without a chosen sort the caller's order stands. */
export function DataTable<T extends RowData>(props: DataTableProps<T>) {
  const { label, columns, rowId, selection, rowHeight = 44 } = props;
  const { rows, moved, release, handlers } = useHeldOrder(props.rows, rowId);
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
  const scrollTo = useCallback((index: number) => virtualizer.scrollToIndex(index), [virtualizer]);
  const withRow = (use: ((row: T) => void) | undefined) => (index: number) => {
    const row = ordered[index];
    if (row) use?.(row.original);
  };
  const keys = useRowKeys({
    count: ordered.length,
    container: scroller,
    scrollTo,
    onToggle: withRow((row) => selection?.onChange(toggled(selection.selected, rowId(row)))),
    onOpen: withRow(props.onOpen),
    onKey: (key, index) => withRow((row) => props.onKey?.(key, row))(index),
  });
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const span = columns.length + (selection ? 1 : 0);

  return (
    <div
      ref={scroller}
      {...handlers}
      className="relative max-h-[calc(100dvh-190px)] overflow-auto rounded-panel border bg-panel"
    >
      <OrderPill moved={moved} onRefresh={release} />
      <table
        aria-label={label}
        aria-rowcount={ordered.length + 1}
        className="w-full border-collapse text-sm"
        onKeyDown={keys.onKeyDown}
      >
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
            return (
              <BodyRow
                key={row.id}
                {...props}
                id={row.id}
                row={row.original}
                index={item.index}
                isTabStop={item.index === Math.max(0, keys.focused)}
                onFocus={() => keys.onRowFocus(item.index)}
              />
            );
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

/** Says that live changes would reorder the rows, and does so when asked. */
function OrderPill({ moved, onRefresh }: { moved: number; onRefresh: () => void }) {
  if (moved === 0) return null;
  return (
    <div className="sticky top-10 z-20 flex h-0 justify-center">
      <button
        type="button"
        onClick={onRefresh}
        className="h-7 rounded-full border bg-raised px-3 font-medium text-xs shadow-float hover:bg-sunken"
      >
        {moved} moved · Refresh order
      </button>
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
