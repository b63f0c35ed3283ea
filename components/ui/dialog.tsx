'use client';

import { lazy, Suspense } from 'react';
import type { DialogProps } from './modal';
import { useOnceTrue } from './use-once-true';

const Modal = lazy(async () => ({ default: (await import('./modal')).Modal }));

/** A modal. Its script is read when one first opens: most visits never do. */
export function Dialog(props: DialogProps) {
  const wasOpen = useOnceTrue(props.open);
  if (!wasOpen) return null;
  return (
    <Suspense>
      <Modal {...props} />
    </Suspense>
  );
}
