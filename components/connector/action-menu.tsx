'use client';

import { Ellipsis } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Fragment, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { ConnectorRow } from '@/lib/api/connectors';
import { useStartAction } from '@/lib/client/actions';
import { pages } from '@/lib/client/routes';
import type { ActionOffer } from '@/lib/connect/actions';
import { ActionIcon } from './action-icons';
import { actionWord, touchedBy } from './action-words';
import { DeleteDialog } from './delete-dialog';
import { failedTasksOf, requestFor, useOffers } from './use-connector-actions';

/** Everything that can be done to one connector; what is not offered says why. */
export function ActionMenu({ row, large }: { row: ConnectorRow; large?: boolean }) {
  const offers = useOffers(row);
  const start = useStartAction();
  const router = useRouter();
  const [isDeleting, setDeleting] = useState(false);
  const counts = { failed: failedTasksOf(row), tasks: row.tasks.length };

  const select = (offer: ActionOffer) => {
    if (offer.action === 'edit-config') router.push(pages.editConfig(row.clusterId, row.name));
    else if (offer.action === 'delete') setDeleting(true);
    else start.mutate(requestFor(offer.action, row));
  };
  return (
    <>
      <Menu
        trigger={
          <Button variant={large ? 'secondary' : 'quiet'} size="icon" aria-label={`Actions for ${row.name}`}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        {offers.map((offer) => (
          <Fragment key={offer.action}>
            {offer.action === 'edit-config' || offer.action === 'pause' ? <MenuSeparator /> : null}
            <MenuItem
              label={actionWord(offer.action)}
              hint={offer.allowed ? touchedBy(offer.action, counts) : offer.why}
              icon={<ActionIcon action={offer.action} />}
              disabled={!offer.allowed}
              danger={offer.action === 'delete'}
              onSelect={() => select(offer)}
            />
          </Fragment>
        ))}
      </Menu>
      <DeleteDialog row={row} open={isDeleting} onOpenChange={setDeleting} />
    </>
  );
}
