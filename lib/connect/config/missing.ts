import type { FormField, FormModel } from './form-model.ts';

/** Says whether an option is required and has no value, not even a stored one. */
function isMissing(field: FormField): boolean {
  return field.required && field.value === undefined && !field.kept;
}

/** The form without the errors of what is only missing: in a form nobody has typed in, nobody has done anything wrong. */
export function withoutMissing(model: FormModel): FormModel {
  const groups = model.groups.map((group) => {
    const fields = group.fields.map((field) => (isMissing(field) ? { ...field, errors: [] } : field));
    return { ...group, fields, errorCount: fields.reduce((sum, { errors }) => sum + errors.length, 0) };
  });
  return { ...model, groups };
}
