import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';

interface RowKeys {
  count: number;
  container: RefObject<HTMLElement | null>;
  scrollTo: (index: number) => void;
  onToggle: (index: number) => void;
  onOpen: (index: number) => void;
  onKey: (key: string, index: number) => void;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) &&
  target.getAttribute('type') !== 'checkbox';

/**
 * Moves through rows with `j`, `k` and the arrows, selects with `x`, opens with Enter; other keys go to `onKey`.
 *
 * Returns the index of the row that has the focus (-1: none) and the handler for the table.
 */
export function useRowKeys({ count, container, scrollTo, onToggle, onOpen, onKey }: RowKeys) {
  const [focused, setFocused] = useState(-1);

  // Outside React: the focus belongs to the browser, and the row may only be drawn after scrolling to it.
  useEffect(() => {
    if (focused < 0) return;
    container.current
      ?.querySelector<HTMLElement>(`tr[data-index="${focused}"]`)
      ?.focus({ preventScroll: true });
  }, [focused, container]);

  // Outside React: `j` pressed anywhere on the page enters the table.
  useEffect(() => {
    const onDocumentKey = (event: globalThis.KeyboardEvent) => {
      const isFree = event.target === document.body && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key !== 'j' || !isFree || count === 0) return;
      scrollTo(0);
      setFocused(0);
    };
    document.addEventListener('keydown', onDocumentKey);
    return () => document.removeEventListener('keydown', onDocumentKey);
  }, [count, scrollTo]);

  const move = (to: number) => {
    const index = Math.max(0, Math.min(count - 1, to));
    scrollTo(index);
    setFocused(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isRow = event.target instanceof HTMLElement && event.target.tagName === 'TR';
    if (!isRow || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = Number((event.target as HTMLElement).dataset.index);
    const key = event.key;
    if (key === 'j' || key === 'ArrowDown') move(index + 1);
    else if (key === 'k' || key === 'ArrowUp') move(index - 1);
    else if (key === 'x') onToggle(index);
    else if (key === 'Enter') onOpen(index);
    else return onKey(key, index);
    event.preventDefault();
  };
  return { focused, onKeyDown, onRowFocus: setFocused };
}
