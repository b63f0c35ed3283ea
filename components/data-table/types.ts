import type { ReactNode } from 'react';

/** One column. `value` sorts, `cell` draws; without `value` the head is not sortable. */
export interface TableColumn<T> {
  id: string;
  head: string;
  value?: (row: T) => string | number;
  cell: (row: T) => ReactNode;
  className?: string;
  /** Cannot be left out by the person who looks. */
  fixed?: boolean;
}

/** Selection by row id; kept by the caller, because a bar above the table shows it. */
export interface TableSelection {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
}

/** What a table shows and what can be done in it. */
export interface DataTableProps<T> {
  label: string;
  rows: readonly T[];
  columns: readonly TableColumn<T>[];
  rowId: (row: T) => string;
  rowClassName?: (row: T) => string | undefined;
  selection?: TableSelection;
  onOpen?: (row: T) => void;
  /** A key pressed on a row that the table has no use for. */
  onKey?: (key: string, row: T) => void;
  empty: ReactNode;
  /** Ids of columns that are not shown. */
  hidden?: readonly string[];
}
