'use client';

import { useState } from 'react';
import { type Path, type UseFormReturn, useForm } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ProblemNote } from '@/components/ui/panel';
import { type ClusterDraft, ClusterInput, type ClusterSummary, ClusterTestRequest } from '@/lib/api/clusters';
import { useSaveCluster, useTestCluster } from '@/lib/client/clusters';
import { describeProblem } from '@/lib/client/problems';
import { ClusterAuthFields } from './cluster-auth-fields';
import {
  type ClusterFields,
  fieldOfPath,
  idOfField,
  isMoved,
  moveUserInfo,
  toDraft,
  toFields,
} from './cluster-form';
import { ClusterHeaderFields } from './cluster-header-fields';
import { ClusterTestResults } from './cluster-test-results';
import { ClusterTlsFields } from './cluster-tls-fields';
import { AreaField, TextField } from './cluster-text-field';

interface ClusterDialogProps {
  /** Undefined: a new one. */
  cluster: ClusterSummary | undefined;
  onClose: () => void;
}

const FORM_ID = 'cluster-form';

/** Adds a cluster or changes one a user added. What is stored as a secret is never shown; left empty, it stays. */
export function ClusterDialog({ cluster, onClose }: ClusterDialogProps) {
  const form = useForm<ClusterFields>({ defaultValues: toFields(cluster) });
  const [isUserMoved, setUserMoved] = useState(false);
  const save = useSaveCluster(cluster?.id);
  const test = useTestCluster(cluster?.id);
  const urls = form.watch('urls');
  const isLocked = cluster?.access.isOpen === false;
  const isElsewhere = isLocked || isMoved(cluster, urls);
  const submit = form.handleSubmit(() => {
    test.reset();
    const draft = checkedDraft(form, ClusterInput);
    if (draft) save.mutate(draft, { onSuccess: onClose, onError: (error) => showErrors(form, error) });
  });
  const tryOut = form.handleSubmit(() => {
    save.reset();
    // A test needs no name: whoever adds a cluster first wants to know whether it answers.
    const draft = checkedDraft(form, ClusterTestRequest);
    if (draft) test.mutate(draft, { onError: (error) => showErrors(form, error) });
  });
  const pasted = () => {
    const moved = moveUserInfo(form.getValues('urls'));
    if (!moved) return;
    form.setValue('urls', moved.urls);
    form.setValue('authType', moved.authType);
    form.setValue('username', moved.username);
    form.setValue('password', moved.password);
    setUserMoved(true);
  };
  const problem = save.error ?? test.error;
  const words = problem ? describeProblem(problem) : undefined;
  const isAtField = Object.keys(words?.fields ?? {}).some((path) => fieldOfPath(path) !== undefined);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      wide
      title={cluster ? `Edit ${cluster.name}` : 'Add a Connect cluster'}
      description={
        cluster
          ? 'Stored secrets are not shown; what you leave empty stays.'
          : 'Apache Kafka Connect from 2.8 on, by the REST address of its workers.'
      }
      footer={
        <>
          <Button disabled={test.isPending} onClick={() => void tryOut()} className="mr-auto">
            {test.isPending ? 'Testing…' : 'Test connection'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM_ID} disabled={save.isPending}>
            {cluster ? 'Save cluster' : 'Add cluster'}
          </Button>
        </>
      }
    >
      <form id={FORM_ID} className="space-y-4" onSubmit={(event) => void submit(event)}>
        <TextField form={form} name="name" label="Name" placeholder="eu-prod" />
        <AreaField
          form={form}
          name="urls"
          label="Worker URLs"
          hint="One a line, all of the same Connect cluster. The next is asked when one does not answer."
          placeholder={'https://connect-1:8083\nhttps://connect-2:8083'}
          rows={Math.min(8, Math.max(3, urls.split('\n').length))}
          onBlur={pasted}
        />
        {isElsewhere && hasSecrets(cluster) ? (
          <Note>
            {isLocked
              ? 'Stored secrets cannot be opened with this key. Type them again.'
              : 'The address changed: stored secrets are not sent there. Type them again.'}
          </Note>
        ) : null}
        {isUserMoved ? <Note>User and password were moved out of the URL.</Note> : null}
        <ClusterAuthFields form={form} stored={cluster?.access.auth} isElsewhere={isElsewhere} />
        <ClusterHeaderFields form={form} isElsewhere={isElsewhere} />
        <ClusterTlsFields form={form} stored={cluster?.access.tls} isElsewhere={isElsewhere} />
        {words && !isAtField ? <ProblemNote what={words.what} workerSaid={words.workerSaid} /> : null}
        {isAtField ? <p className="text-failed text-sm">Look at the fields marked in red.</p> : null}
        {test.data ? <ClusterTestResults results={test.data.results} /> : null}
      </form>
    </Dialog>
  );
}

function Note({ children }: { children: string }) {
  return (
    <p role="status" className="rounded-control bg-unassigned/12 px-3 py-2 text-sm">
      {children}
    </p>
  );
}

function hasSecrets(cluster: ClusterSummary | undefined): boolean {
  if (!cluster) return false;
  const { auth, headers, tls } = cluster.access;
  return auth.type !== 'none' || headers.length > 0 || tls.cert !== null;
}

/** What the fields come to, or nothing once what is wrong was shown at its field. */
function checkedDraft(
  form: UseFormReturn<ClusterFields>,
  schema: typeof ClusterInput | typeof ClusterTestRequest,
): ClusterDraft | undefined {
  const draft = toDraft(form.getValues());
  const parsed = schema.safeParse(draft);
  if (parsed.success) return draft;
  showAt(
    form,
    parsed.error.issues.map(({ path, message }) => [path.map(String).join('.'), message]),
  );
  return undefined;
}

function showErrors(form: UseFormReturn<ClusterFields>, error: Error): void {
  const { fields } = describeProblem(error);
  showAt(
    form,
    Object.entries(fields).map(([path, [message = '']]) => [path, message]),
  );
}

/** Shows the first message of each field, opens the part of the form where the first one is, and goes there. */
function showAt(form: UseFormReturn<ClusterFields>, messages: readonly (readonly [string, string])[]): void {
  const told = new Set<Path<ClusterFields>>();
  for (const [path, message] of messages) {
    const field = fieldOfPath(path);
    if (!field || told.has(field)) continue;
    form.setError(field, { message });
    const part = document.getElementById(idOfField(field))?.closest('details');
    if (part) part.open = true;
    if (told.size === 0) form.setFocus(field);
    told.add(field);
  }
}
