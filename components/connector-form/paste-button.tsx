'use client';

import { ClipboardPaste } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { PasteDialogProps } from './paste-dialog';

// What reads all those formats comes with the dialog, not with the page.
const PasteDialog = dynamic(() => import('./paste-dialog').then((module) => module.PasteDialog), {
  ssr: false,
});

/** Opens the dialog that takes a pasted config. */
export function PasteButton(props: Omit<PasteDialogProps, 'onOpenChange'>) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <ClipboardPaste size={14} aria-hidden /> Paste a config
      </Button>
      {isOpen ? <PasteDialog {...props} onOpenChange={setOpen} /> : null}
    </>
  );
}
