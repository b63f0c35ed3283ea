import type { UseFormReturn } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import type { CertificateInfo, ClusterAccess } from '@/lib/api/cluster-access';
import { expiryWords } from './access-words';
import type { ClusterFields } from './cluster-form';
import { ClusterSection } from './cluster-section';
import { AreaField } from './cluster-text-field';

interface ClusterTlsFieldsProps {
  form: UseFormReturn<ClusterFields>;
  stored: ClusterAccess['tls'] | undefined;
  isElsewhere: boolean;
}

const CERTIFICATE = '-----BEGIN CERTIFICATE-----';

/** Own CA and client certificate as PEM text. */
export function ClusterTlsFields({ form, stored, isElsewhere }: ClusterTlsFieldsProps) {
  const [dropsCa, dropsCert] = form.watch(['dropsCa', 'dropsCert']);
  const ca = dropsCa ? null : (stored?.ca ?? null);
  const cert = dropsCert ? null : (stored?.cert ?? null);
  const set = [ca ? 'own CA' : '', cert ? 'client certificate' : ''].filter((one) => one !== '');
  return (
    <ClusterSection
      title="TLS"
      summary={set.length === 0 ? 'public authorities' : set.join(', ')}
      isOpen={ca !== null || cert !== null}
    >
      <Stored
        what="CA"
        info={stored?.ca}
        isDropped={dropsCa}
        onChange={(drops) => form.setValue('dropsCa', drops)}
      />
      <AreaField
        form={form}
        name="ca"
        label={ca ? 'Replace CA certificate' : 'CA certificate'}
        hint="PEM. Only certificates signed by it are trusted then."
        placeholder={CERTIFICATE}
      />
      <Stored
        what="client certificate"
        info={stored?.cert}
        isDropped={dropsCert}
        onChange={(drops) => form.setValue('dropsCert', drops)}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <AreaField
          form={form}
          name="cert"
          label={cert ? 'Replace client certificate' : 'Client certificate'}
          hint="PEM, with its chain. For workers that ask for one (mTLS)."
          placeholder={CERTIFICATE}
        />
        <AreaField
          form={form}
          name="key"
          label={cert ? 'Replace private key' : 'Private key'}
          hint="PEM, without a passphrase; it is stored encrypted."
          placeholder={cert && !isElsewhere ? 'Stored; paste to replace' : '-----BEGIN PRIVATE KEY-----'}
        />
      </div>
    </ClusterSection>
  );
}

interface StoredProps {
  what: string;
  info: CertificateInfo | null | undefined;
  isDropped: boolean;
  onChange: (isDropped: boolean) => void;
}

/** A stored certificate, and whether it stays. */
function Stored({ what, info, isDropped, onChange }: StoredProps) {
  if (!info) return null;
  return (
    <div className="flex items-center gap-2 text-sm">
      <p className="min-w-0 flex-1">
        {isDropped ? 'Will be removed' : `Stored ${what}`}:{' '}
        <span className="break-all font-mono text-xs">{info.subject}</span>,{' '}
        <span className="text-muted">{expiryWords(info.expiresAt)}</span>
      </p>
      <Button
        size="sm"
        aria-label={`${isDropped ? 'Keep' : 'Remove'} ${what}`}
        onClick={() => onChange(!isDropped)}
      >
        {isDropped ? 'Keep' : 'Remove'}
      </Button>
    </div>
  );
}
