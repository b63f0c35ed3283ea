import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { DataTable } from './data-table';

interface Row {
  name: string;
}
const COLUMNS = [{ id: 'name', head: 'Name', value: (row: Row) => row.name, cell: (row: Row) => row.name }];
const table = (names: string[], more: Partial<Parameters<typeof DataTable<Row>>[0]> = {}) => (
  <DataTable
    label="Rows"
    rows={names.map((name) => ({ name }))}
    columns={COLUMNS}
    rowId={(row) => row.name}
    empty="none"
    {...more}
  />
);
const shown = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent);

describe('the table', () => {
  it('keeps rows in place under the mouse, says how many moved, and reorders when asked or left', () => {
    const { rerender, container } = render(table(['a', 'b', 'c']));
    const box = container.firstElementChild as HTMLElement;
    fireEvent.pointerEnter(box, { pointerType: 'mouse' });
    rerender(table(['c', 'a', 'b', 'd']));
    expect(shown()).toEqual(['a', 'b', 'c', 'd']);
    fireEvent.click(screen.getByRole('button', { name: '1 moved · Refresh order' }));
    expect(shown()).toEqual(['c', 'a', 'b', 'd']);
    fireEvent.pointerEnter(box, { pointerType: 'mouse' });
    rerender(table(['d', 'c', 'a', 'b']));
    fireEvent.pointerLeave(box, { pointerType: 'mouse' });
    expect(shown()).toEqual(['d', 'c', 'a', 'b']);
  });

  it('moves, selects and opens by keyboard, and hands other keys on with their row', () => {
    const onOpen = vi.fn();
    const onKey = vi.fn();
    const onChange = vi.fn();
    render(table(['a', 'b', 'c'], { onOpen, onKey, selection: { selected: new Set(), onChange } }));
    fireEvent.keyDown(document.body, { key: 'j' });
    const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
    press('j');
    expect(document.activeElement?.textContent).toBe('b');
    press('x');
    expect(onChange).toHaveBeenCalledWith(new Set(['b']));
    press('k');
    press('Enter');
    expect(onOpen).toHaveBeenCalledWith({ name: 'a' });
    press('r');
    expect(onKey).toHaveBeenCalledWith('r', { name: 'a' });
  });

  it('sorts by a column, the other way, and back to the order it was given', () => {
    render(table(['b', 'a', 'c']));
    const head = screen.getByRole('button', { name: 'Name' });
    fireEvent.click(head);
    expect(shown()).toEqual(['a', 'b', 'c']);
    fireEvent.click(head);
    expect(shown()).toEqual(['c', 'b', 'a']);
    fireEvent.click(head);
    expect(shown()).toEqual(['b', 'a', 'c']);
  });
});
