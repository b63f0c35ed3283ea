import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { DraftValues, FormField } from '@/lib/connect/config/form-model';
import { ChainControl } from './chain-control';
import { useDraft } from './use-draft';

let latest: DraftValues;

function Harness({ initial, option = 'transforms' }: { initial: DraftValues; option?: string }) {
  const { draft, change } = useDraft(initial);
  latest = draft;
  const field = {
    key: option,
    value: draft.set[option],
    errors: [],
    recommended: [],
  } as unknown as FormField;
  return (
    <ChainControl
      id="chain"
      field={field}
      draft={draft}
      change={change}
      describedBy={undefined}
      secretOf={undefined}
    />
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

  it('a group of topics comes with what it needs, and goes with it; the defaults are asked for', () => {
    render(<Harness option="topic.creation.groups" initial={{ set: {}, keep: [] }} />);
    fireEvent.click(screen.getByRole('button', { name: 'Create topics with defaults' }));
    const defaults = {
      'topic.creation.default.replication.factor': '-1',
      'topic.creation.default.partitions': '-1',
    };
    expect(latest.set).toEqual(defaults);
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'big' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add' }));
    expect(latest.set).toEqual({
      ...defaults,
      'topic.creation.groups': 'big',
      'topic.creation.big.include': '.*',
      'topic.creation.big.replication.factor': '-1',
      'topic.creation.big.partitions': '-1',
    });
    fireEvent.click(screen.getByRole('button', { name: 'Remove big' }));
    expect(latest.set).toEqual(defaults);
  });
});
