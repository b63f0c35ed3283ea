import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ProblemNote } from '@/components/ui/panel';
import type { ClusterSummary } from '@/lib/api/clusters';
import { useRemoveCluster } from '@/lib/client/clusters';
import { describeProblem } from '@/lib/client/problems';

/** Asks before a cluster is forgotten, with what that does and does not do. */
export function RemoveClusterDialog({ cluster, onClose }: { cluster: ClusterSummary; onClose: () => void }) {
  const remove = useRemoveCluster();
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Remove ${cluster.name} from the console?`}
      description="Its connectors keep running; the console stops looking at it and forgets its credentials. What was seen stays in the history."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant="danger"
            disabled={remove.isPending}
            onClick={() => remove.mutate(cluster.id, { onSuccess: onClose })}
          >
            Remove cluster
          </Button>
        </>
      }
    >
      {remove.error ? (
        <ProblemNote {...describeProblem(remove.error)} />
      ) : (
        <p className="break-all font-mono text-xs">{cluster.urls.join(', ')}</p>
      )}
    </Dialog>
  );
}
