import { Plus, X } from 'lucide-react';
import { type UseFormReturn, useFieldArray } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import type { ClusterFields } from './cluster-form';
import { ClusterSection } from './cluster-section';
import { SecretField, TextField } from './cluster-text-field';

interface ClusterHeaderFieldsProps {
  form: UseFormReturn<ClusterFields>;
  isElsewhere: boolean;
}

/** Extra headers of every request; their values are secret. */
export function ClusterHeaderFields({ form, isElsewhere }: ClusterHeaderFieldsProps) {
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'headers' });
  const names = form.watch('headers').map(({ name }) => name || 'unnamed');
  return (
    <ClusterSection
      title="Headers"
      summary={names.length === 0 ? 'none' : names.join(', ')}
      isOpen={fields.length > 0}
    >
      {fields.map((field, index) => (
        <div key={field.id} className="flex items-start gap-2">
          <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
            <TextField
              form={form}
              name={`headers.${index}.name`}
              label={`Header ${index + 1}`}
              placeholder="X-Api-Key"
            />
            <SecretField
              form={form}
              name={`headers.${index}.value`}
              label={`Value ${index + 1}`}
              isStored={field.isStored}
              isElsewhere={isElsewhere}
            />
          </div>
          <Button
            variant="quiet"
            size="icon"
            className="mt-6"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => remove(index)}
          >
            <X size={14} aria-hidden />
          </Button>
        </div>
      ))}
      <Button
        size="sm"
        disabled={fields.length >= 20}
        onClick={() => append({ name: '', value: '', isStored: false })}
      >
        <Plus size={14} aria-hidden /> Add header
      </Button>
    </ClusterSection>
  );
}
