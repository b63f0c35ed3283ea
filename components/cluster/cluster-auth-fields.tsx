import { Controller, type UseFormReturn } from 'react-hook-form';
import { Segmented } from '@/components/ui/segmented';
import type { ClusterAuth } from '@/lib/api/cluster-access';
import { type ClusterFields, splitUrls } from './cluster-form';
import { SecretField, TextField } from './cluster-text-field';

interface ClusterAuthFieldsProps {
  form: UseFormReturn<ClusterFields>;
  stored: ClusterAuth | undefined;
  /** The stored secret does not follow to the address that is typed. */
  isElsewhere: boolean;
}

const KINDS = [
  { value: 'none', label: 'None' },
  { value: 'basic', label: 'Basic' },
  { value: 'bearer', label: 'Bearer token' },
  { value: 'oauth2', label: 'OAuth2' },
] as const;

/** How to sign in: the kind, and the fields of that kind. */
export function ClusterAuthFields({ form, stored, isElsewhere }: ClusterAuthFieldsProps) {
  const type = form.watch('authType');
  const isStored = stored?.type === type;
  const secret = { form, isStored, isElsewhere };
  const isClear = type !== 'none' && splitUrls(form.watch('urls')).some((url) => url.startsWith('http://'));
  return (
    <section aria-label="Authentication">
      <p className="mb-1 font-medium text-sm">Authentication</p>
      <Controller
        control={form.control}
        name="authType"
        render={({ field }) => (
          <Segmented label="Authentication" options={KINDS} value={field.value} onChange={field.onChange} />
        )}
      />
      {isClear ? (
        <p className="mt-1 text-muted text-xs">Over http:// credentials travel unencrypted.</p>
      ) : null}
      <div className="mt-3 grid gap-3 empty:hidden sm:grid-cols-2">
        {type === 'basic' ? (
          <>
            <TextField form={form} name="username" label="User name" />
            <SecretField {...secret} name="password" label="Password" />
          </>
        ) : null}
        {type === 'bearer' ? <SecretField {...secret} name="token" label="Token" /> : null}
        {type === 'oauth2' ? (
          <>
            <TextField
              form={form}
              name="tokenUrl"
              label="Token URL"
              placeholder="https://login.example/oauth2/token"
            />
            <TextField form={form} name="scope" label="Scope" placeholder="optional" />
            <TextField form={form} name="clientId" label="Client id" />
            <SecretField {...secret} name="clientSecret" label="Client secret" />
          </>
        ) : null}
      </div>
    </section>
  );
}
