import type { Path, UseFormReturn } from 'react-hook-form';
import { FieldErrors, Input, Labelled, Textarea } from '@/components/ui/field';
import { type ClusterFields, idOfField } from './cluster-form';

interface FieldProps {
  form: UseFormReturn<ClusterFields>;
  name: Path<ClusterFields>;
  label: string;
  hint?: string;
  placeholder?: string;
}

/** Everything a control of a field needs: its id, its errors, its place in the form. */
function partsOf({ form, name }: FieldProps) {
  const id = idOfField(name);
  const { error } = form.getFieldState(name, form.formState);
  const errors = error?.message ? [error.message] : [];
  return {
    id,
    errors,
    control: {
      id,
      'aria-invalid': errors.length > 0,
      'aria-describedby': `${id}-errors`,
      autoComplete: 'off',
      spellCheck: false,
    },
  };
}

/** One line of text. */
export function TextField(props: FieldProps) {
  const { id, errors, control } = partsOf(props);
  return (
    <Labelled label={props.label} htmlFor={id} hint={props.hint}>
      <Input {...control} placeholder={props.placeholder} {...props.form.register(props.name)} />
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </Labelled>
  );
}

/** Several lines of text in mono. */
export function AreaField({
  rows = 3,
  onBlur,
  ...props
}: FieldProps & { rows?: number; onBlur?: () => void }) {
  const { id, errors, control } = partsOf(props);
  return (
    <Labelled label={props.label} htmlFor={id} hint={props.hint}>
      <Textarea
        {...control}
        rows={rows}
        className="font-mono text-xs"
        placeholder={props.placeholder}
        {...props.form.register(props.name, onBlur ? { onBlur } : {})}
      />
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </Labelled>
  );
}

interface SecretFieldProps extends FieldProps {
  isStored: boolean;
  /** The stored one does not follow to the address that is typed. */
  isElsewhere: boolean;
}

/** A secret: never shown; when one is stored, an empty field keeps it. */
export function SecretField({ isStored, isElsewhere, ...props }: SecretFieldProps) {
  const { id, errors, control } = partsOf(props);
  return (
    <Labelled label={props.label} htmlFor={id} hint={props.hint}>
      <Input
        {...control}
        type="password"
        autoComplete="new-password"
        placeholder={
          isStored ? (isElsewhere ? 'Type it again' : 'Stored; type to replace') : props.placeholder
        }
        {...props.form.register(props.name)}
      />
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </Labelled>
  );
}
