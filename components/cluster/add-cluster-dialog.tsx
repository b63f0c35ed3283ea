'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { CircleCheck } from 'lucide-react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FieldErrors, Input, Labelled, Textarea } from '@/components/ui/field';
import { ProblemNote } from '@/components/ui/panel';
import type { ClusterTest } from '@/lib/api/clusters';
import { useAddCluster, useTestCluster } from '@/lib/client/clusters';
import { describeProblem } from '@/lib/client/problems';

const Fields = z.object({
  name: z.string().trim().min(1, 'Give the cluster a name.').max(60, 'At most 60 characters.'),
  urls: z.string().trim().min(1, 'Give at least one worker URL.'),
});
type Fields = z.infer<typeof Fields>;

const splitUrls = (text: string) => text.split(/[\s,]+/).filter((url) => url !== '');

interface AddClusterDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Registers a cluster by the URLs of its workers, after an optional test. */
export function AddClusterDialog({ open, onOpenChange }: AddClusterDialogProps) {
  const form = useForm<Fields>({ resolver: zodResolver(Fields), defaultValues: { name: '', urls: '' } });
  const add = useAddCluster();
  const test = useTestCluster();
  const save = form.handleSubmit((fields) =>
    add.mutate(
      { name: fields.name, urls: splitUrls(fields.urls) },
      {
        onSuccess: () => {
          form.reset();
          test.reset();
          onOpenChange(false);
        },
      },
    ),
  );
  const { errors } = form.formState;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add a Connect cluster"
      description="Any Apache Kafka Connect from 2.8 on, by the REST address of its workers."
      footer={
        <>
          <Button
            disabled={test.isPending}
            onClick={() =>
              void form.trigger('urls').then((ok) => ok && test.mutate(splitUrls(form.getValues('urls'))))
            }
          >
            {test.isPending ? 'Testing…' : 'Test connection'}
          </Button>
          <Button variant="primary" disabled={add.isPending} onClick={() => void save()}>
            Add cluster
          </Button>
        </>
      }
    >
      <form className="space-y-4" onSubmit={(event) => void save(event)}>
        <Labelled label="Name" htmlFor="cluster-name">
          <Input
            id="cluster-name"
            placeholder="eu-prod"
            aria-invalid={!!errors.name}
            {...form.register('name')}
          />
          <FieldErrors id="cluster-name-errors" errors={errors.name?.message ? [errors.name.message] : []} />
        </Labelled>
        <Labelled
          label="Worker URLs"
          htmlFor="cluster-urls"
          hint="One per line; the next is tried when one does not answer."
        >
          <Textarea
            id="cluster-urls"
            rows={3}
            placeholder="http://connect-1:8083"
            className="font-mono"
            aria-invalid={!!errors.urls}
            {...form.register('urls')}
          />
          <FieldErrors id="cluster-urls-errors" errors={errors.urls?.message ? [errors.urls.message] : []} />
        </Labelled>
        {test.data ? <TestResult result={test.data} /> : null}
        {test.error ? <ProblemNote {...describeProblem(test.error)} /> : null}
        {add.error ? <ProblemNote {...describeProblem(add.error)} /> : null}
      </form>
    </Dialog>
  );
}

function TestResult({ result }: { result: ClusterTest }) {
  if (!result.ok) return <ProblemNote what={result.problem.message} />;
  return (
    <p
      role="status"
      className="flex items-center gap-2 rounded-control bg-running/12 px-3 py-2 text-running text-sm"
    >
      <CircleCheck size={15} aria-hidden /> Connect {result.version}, answered in{' '}
      {Math.round(result.latencyMs)} ms
    </p>
  );
}
