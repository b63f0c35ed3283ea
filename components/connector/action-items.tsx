'use client';

import { Copy } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Fragment } from 'react';
import { MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { ConnectorRow } from '@/lib/api/connectors';
import { actionWord, touchedBy } from '@/lib/client/action-words';
import { useStartAction } from '@/lib/client/actions';
import { failedTasksOf, requestFor, useOffers } from '@/lib/client/connector-actions';
import { pages } from '@/lib/client/routes';
import type { ActionOffer } from '@/lib/connect/actions';
import { ActionIcon } from './action-icons';

interface ActionItemsProps {
  row: ConnectorRow;
  onDelete: () => void;
  /** The action could not even be asked for. */
  onError: (error: Error) => void;
}

/** The entries of a connector's menu; what is not offered says why. */
export function ActionItems({ row, onDelete, onError }: ActionItemsProps) {
  const offers = useOffers(row);
  const start = useStartAction(onError);
  const router = useRouter();
  const counts = { failed: failedTasksOf(row), tasks: row.tasks.length };
  const source = { clusterId: row.clusterId, connector: row.name };
  const select = (offer: ActionOffer) => {
    if (offer.action === 'edit-config') router.push(pages.editConfig(row.clusterId, row.name));
    else if (offer.action === 'delete') onDelete();
    else start.mutate(requestFor(offer.action, row));
  };
  return offers.map((offer) => (
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
      {offer.action === 'edit-config' ? (
        <MenuItem
          label="Clone…"
          hint="Makes another connector from its config, here or on another cluster"
          icon={<Copy size={15} aria-hidden />}
          onSelect={() => router.push(pages.cloneConnector(row.clusterId, source))}
        />
      ) : null}
    </Fragment>
  ));
}
