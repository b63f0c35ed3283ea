'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { pages } from '@/lib/client/routes';

/** Whether the palette is open, and how to change that. */
export interface PaletteState {
  isOpen: boolean;
  open: () => void;
  close: () => void;
}

const GO_KEYS: Readonly<Record<string, string>> = {
  h: pages.home(),
  c: pages.connectors(),
  t: pages.tasks(),
  w: pages.workers(),
  p: pages.plugins(),
  l: pages.clusters(),
  y: pages.history(),
  a: pages.alerts(),
  s: pages.settings(),
};

/** True while the user types somewhere, so that single keys are text and not commands. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** The palette's state, with its keys: `Ctrl K` or `⌘K` opens it, `g` then a letter goes to a page. */
export function usePalette(): PaletteState {
  const [isOpen, setOpen] = useState(false);
  const router = useRouter();
  const close = useCallback(() => setOpen(false), []);
  const open = useCallback(() => setOpen(true), []);
  // Outside React: keys pressed anywhere in the document.
  useEffect(() => {
    let isGoing = false;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        setOpen((value) => !value);
        return;
      }
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return;
      const page = isGoing ? GO_KEYS[event.key] : undefined;
      if (page) router.push(page);
      isGoing = event.key === 'g';
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router]);
  return { isOpen, open, close };
}
