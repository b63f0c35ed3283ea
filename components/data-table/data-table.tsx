'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useIsCompact } from './density';
import { BodyRow, HeadCell, SelectAll, Spacer, toggled } from './rows';
import type { DataTableProps } from './types';
import { useHeldOrder } from './use-held-order';
import { useRowKeys } from './use-row-keys';

const NONE: readonly string[] = [];

/** A sortable, selectable, virtualised table. Without a chosen sort the caller's order stands. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, rowId, selection, hidden = NONE } = props;
  const isCompact = useIsCompact();
  // What follows is kept from one scrolled frame to the next: with 10,000 rows each of them would cost the frame.
  const columns = useMemo(
    () => props.columns.filter((column) => column.fixed || !hidden.includes(column.id)),
    [props.columns, hidden],
  );
  const { rows, moved, release, handlers } = useHeldOrder(props.rows, rowId);
  const [sorting, setSorting] = useState<Sorting>();
  const sortBy = sorting && columns.find((column) => column.id === sorting.id)?.value;
  const ordered = useMemo(
    () => (sortBy ? sorted(rows, sortBy, sorting.desc) : rows),
    [rows, sortBy, sorting?.desc],
  );
  const ids = useMemo(() => ordered.map(rowId), [ordered, rowId]);
  const scroller = useRef<HTMLDivElement>(null);
  const getItemKey = useCallback((index: number) => ids[index] ?? index, [ids]);
  const estimateSize = useCallback(() => (isCompact ? 32 : 44), [isCompact]);
  const virtualizer = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    overscan: 6,
    initialRect: { width: 1200, height: 900 },
  });
  // Outside React: the virtualizer keeps the sizes it has estimated.
  useEffect(() => {
    virtualizer.measure();
    void isCompact;
  }, [virtualizer, isCompact]);
  const scrollTo = useCallback((index: number) => virtualizer.scrollToIndex(index), [virtualizer]);
  const withRow = (use: ((row: T) => void) | undefined) => (index: number) => {
    const row = ordered[index];
    if (row) use?.(row);
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
      className="relative max-h-[calc(100dvh-190px)] contain-content overflow-auto rounded-panel border bg-panel"
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
            {selection ? <SelectAll ids={ids} {...selection} /> : null}
            {columns.map((column) => (
              <HeadCell
                key={column.id}
                column={column}
                sorted={sorting?.id === column.id ? (sorting.desc ? 'descending' : 'ascending') : undefined}
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
                key={ids[item.index] ?? item.index}
                id={ids[item.index] ?? ''}
                row={row}
                index={item.index}
                columns={columns}
                selection={selection}
                rowClassName={props.rowClassName}
                onOpen={props.onOpen}
                isTabStop={item.index === Math.max(0, keys.focused)}
                onFocus={keys.onRowFocus}
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

/** Which column a person sorts by; undefined: the caller's order stands. */
type Sorting = { readonly id: string; readonly desc: boolean } | undefined;

const TEXTS = new Intl.Collator(undefined, { numeric: true });

/** The rows by one column's value; rows of equal value keep their order. */
function sorted<T>(rows: readonly T[], sortValue: (row: T) => string | number, desc: boolean): readonly T[] {
  const sign = desc ? -1 : 1;
  return rows
    .map((row) => [sortValue(row), row] as const)
    .sort(([a], [b]) => sign * compare(a, b))
    .map(([, row]) => row);
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : TEXTS.compare(String(a), String(b));
}

function nextSort(current: Sorting, id: string): Sorting {
  if (current?.id !== id) return { id, desc: false };
  return current.desc ? undefined : { id, desc: true };
}
