'use client';

import { useQuery } from '@tanstack/react-query';
import { PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import { alertsQuery } from '@/lib/client/alerts';
import { describeProblem } from '@/lib/client/problems';
import { ChannelList } from './channel-list';
import { DeliveryLog } from './delivery-log';
import { RuleList } from './rule-list';
import { SilenceList } from './silence-list';

/** Rules, where their notes go, silences and the log of notes. */
export function AlertsView() {
  const { data, error } = useQuery(alertsQuery);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  return (
    <>
      <PageHead
        title="Alerts"
        lead="One note when a rule fires, one when it has been quiet for 2 minutes; flapping is not repeated."
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_420px]">
        <div className="min-w-0 space-y-4">
          <RuleList rules={data.rules} channels={data.channels} />
          <DeliveryLog deliveries={data.deliveries} />
        </div>
        <div className="min-w-0 space-y-4">
          <ChannelList channels={data.channels} />
          <SilenceList silences={data.silences} />
        </div>
      </div>
    </>
  );
}
