'use client';

import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Menu } from '@/components/ui/menu';
import { ProblemNote } from '@/components/ui/panel';
import type { ConnectorRow } from '@/lib/api/connectors';
import { describeProblem } from '@/lib/client/problems';
import { ActionItems } from './action-items';
import { DeleteDialog } from './delete-dialog';

/**
 * Everything that can be done to one connector. Every row of a list has one, so what stands in it is worked out when
 * it is first opened.
 */
export function ActionMenu({ row, large }: { row: ConnectorRow; large?: boolean }) {
  const [isDeleting, setDeleting] = useState(false);
  const [error, setError] = useState<Error>();
  return (
    <>
      <Menu
        trigger={
          <Button variant={large ? 'secondary' : 'quiet'} size="icon" aria-label={`Actions for ${row.name}`}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        <ActionItems row={row} onDelete={() => setDeleting(true)} onError={setError} />
      </Menu>
      {isDeleting ? <DeleteDialog row={row} open onOpenChange={setDeleting} /> : null}
      {error ? (
        <Dialog open onOpenChange={() => setError(undefined)} title={`Nothing was asked of ${row.name}`}>
          <ProblemNote {...describeProblem(error)} />
        </Dialog>
      ) : null}
    </>
  );
}
