import { Ellipsis, KeyRound, Lock, Pencil, Trash2, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { ClusterSummary } from '@/lib/api/clusters';
import { pages } from '@/lib/client/routes';
import { authWords, expiryWarnings, tlsWords } from './access-words';
import { ReachDot, ReachWords } from './cluster-cards';
import { ClusterUrls } from './cluster-urls';

interface ClusterCardProps {
  cluster: ClusterSummary;
  onEdit: () => void;
  onRemove: () => void;
}

/** One registered cluster: how it answers, how it is reached, what runs on it. */
export function ClusterCard({ cluster, onEdit, onRemove }: ClusterCardProps) {
  return (
    <section aria-label={cluster.name} className="rounded-panel border bg-panel px-4 py-3">
      <div className="flex items-center gap-2">
        <ReachDot cluster={cluster} />
        <h2 className="min-w-0 flex-1 truncate font-semibold">{cluster.name}</h2>
        <Button size="sm" asChild>
          <Link href={pages.connectors({ cluster: cluster.id })}>Connectors</Link>
        </Button>
        <Button size="sm" asChild>
          <Link href={pages.loggers(cluster.id)}>Loggers</Link>
        </Button>
        {cluster.origin === 'user' ? (
          <Menu
            trigger={
              <Button size="icon" variant="quiet" aria-label={`More for ${cluster.name}`}>
                <Ellipsis size={16} aria-hidden />
              </Button>
            }
          >
            <MenuItem
              label="Edit"
              hint="Addresses, credentials, TLS"
              icon={<Pencil size={15} aria-hidden />}
              onSelect={onEdit}
            />
            <MenuSeparator />
            <MenuItem
              label="Remove"
              hint="Only from the console; its connectors keep running"
              icon={<Trash2 size={15} aria-hidden />}
              danger
              onSelect={onRemove}
            />
          </Menu>
        ) : null}
      </div>
      <p className="mt-0.5 break-all text-muted text-xs">
        <span className="font-mono">{cluster.id}</span> · {originWords(cluster)}
      </p>
      <ReachWords cluster={cluster} />
      <AccessBadges cluster={cluster} />
      <Facts cluster={cluster} />
    </section>
  );
}

function originWords({ origin, source }: ClusterSummary): string {
  if (origin === 'embedded') return 'runs inside this deploy';
  if (origin === 'user') return 'added here';
  return `set by ${source ?? 'the environment'}, read-only here`;
}

function AccessBadges({ cluster }: { cluster: ClusterSummary }) {
  const { access, urls } = cluster;
  const tls = tlsWords(urls, access.tls);
  const auth = authWords(access.auth);
  const headers = access.headers.length;
  const warnings = access.isOpen ? expiryWarnings(access.tls) : ['Credentials locked'];
  return (
    <ul aria-label="Access" className="mt-2 flex flex-wrap gap-1.5 empty:hidden">
      {tls ? <Badge icon={<Lock size={12} aria-hidden />}>{tls}</Badge> : null}
      {auth ? <Badge icon={<KeyRound size={12} aria-hidden />}>{auth}</Badge> : null}
      {headers > 0 ? <Badge>{headers === 1 ? '1 header' : `${headers} headers`}</Badge> : null}
      {warnings.map((words) => (
        <Badge key={words} icon={<TriangleAlert size={12} aria-hidden />} isWarning>
          {words}
        </Badge>
      ))}
    </ul>
  );
}

function Badge({ icon, isWarning, children }: { icon?: ReactNode; isWarning?: boolean; children: string }) {
  const tone = isWarning ? 'bg-unassigned/12 text-ink' : 'bg-sunken text-muted';
  return (
    <li className={`flex min-w-0 items-center gap-1 rounded-control px-2 py-0.5 text-xs ${tone}`}>
      {icon}
      <span className="truncate">{children}</span>
    </li>
  );
}

function Facts({ cluster }: { cluster: ClusterSummary }) {
  const { connectors, tasks } = cluster;
  return (
    <dl className="mt-3 grid grid-cols-[110px_1fr] gap-y-1 text-sm">
      <dt className="text-muted">Version</dt>
      <dd>{cluster.version ?? 'not known yet'}</dd>
      <dt className="text-muted">Kafka cluster</dt>
      <dd className="truncate font-mono text-xs leading-5">{cluster.kafkaClusterId ?? '–'}</dd>
      <dt className="text-muted">Worker URLs</dt>
      <dd className="min-w-0">
        <ClusterUrls workerUrls={cluster.workerUrls} />
      </dd>
      <dt className="text-muted">Connectors</dt>
      <dd>
        {connectors.byHealth.RUNNING ?? 0}/{connectors.total} running
      </dd>
      <dt className="text-muted">Tasks</dt>
      <dd>
        {tasks.running}/{tasks.total} running
        {tasks.failed > 0 ? <span className="text-failed">, {tasks.failed} failed</span> : null}
      </dd>
    </dl>
  );
}
