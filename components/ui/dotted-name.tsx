import { Fragment } from 'react';

/** A class, logger or option: where it does not fit, it breaks after a dot and not within a word. */
export function DottedName({ name }: { name: string }) {
  return (
    <span className="break-words font-mono">
      {name.split(/(?<=\.)/).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name never move
        <Fragment key={index}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </span>
  );
}
