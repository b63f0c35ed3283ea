import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { DraftValues, FormField } from '@/lib/connect/config/form-model';
import { ChainControl } from './chain-control';
import { useDraft } from './use-draft';

let latest: DraftValues;

function Harness({ initial }: { initial: DraftValues }) {
  const { draft, change } = useDraft(initial);
  latest = draft;
  const field = {
    key: 'transforms',
    value: draft.set.transforms,
    errors: [],
    recommended: [],
  } as unknown as FormField;
  return (
    <ChainControl id="chain" field={field} change={change} describedBy={undefined} storedSecret={false} />
  );
}

describe('the chain of transformations', () => {
  it('adds at the end, moves, and takes out an alias with all its options, also secret ones', () => {
    render(
      <Harness
        initial={{
          set: { transforms: 'a,b', 'transforms.a.type': 'X', 'transforms.ab': 'kept' },
          keep: ['transforms.a.secret'],
        }}
      />,
    );
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'c' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add' }));
    expect(latest.set.transforms).toBe('a,b,c');
    fireEvent.click(screen.getByRole('button', { name: 'Move c up' }));
    expect(latest.set.transforms).toBe('a,c,b');
    fireEvent.click(screen.getByRole('button', { name: 'Remove a' }));
    expect(latest).toEqual({ set: { transforms: 'c,b', 'transforms.ab': 'kept' }, keep: [] });
  });

  it('takes no alias twice, none with a comma, and unsets the option with the last one', () => {
    render(<Harness initial={{ set: { transforms: 'a' }, keep: [] }} />);
    const add = screen.getByRole('button', { name: 'Add' });
    for (const bad of ['a', 'x,y', ' ']) {
      fireEvent.change(screen.getByRole('textbox'), { target: { value: bad } });
      expect(add.hasAttribute('disabled')).toBe(true);
    }
    fireEvent.click(screen.getByRole('button', { name: 'Remove a' }));
    expect(latest.set).toEqual({});
  });
});
