'use client';

import { json } from '@codemirror/lang-json';
import { linter, lintGutter } from '@codemirror/lint';
import CodeMirror, { EditorView } from '@uiw/react-codemirror';
import { getNonce } from 'get-nonce';
import { useTheme } from 'next-themes';
import { useMemo, useState } from 'react';
import type { DraftValues } from '@/lib/connect/config/form-model';
import { parsePasted } from '@/lib/connect/config/paste';
import type { DraftChange } from './use-draft';

interface JsonViewProps {
  draft: DraftValues;
  change: DraftChange;
  onProblem: (message: string | undefined) => void;
}

const mono = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'transparent' },
  '.cm-content, .cm-gutters': { fontFamily: 'var(--font-geist-mono), monospace' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none' },
});

/** The draft as text: JSON as it will be sent, or whatever is pasted (a create request, properties). */
export function JsonView({ draft, change, onProblem }: JsonViewProps) {
  const { resolvedTheme } = useTheme();
  // Starts from the draft and is then the user's text; the map follows it whenever it can be read.
  const [text, setText] = useState(() => JSON.stringify(draft.set, null, 2));
  const extensions = useMemo(
    () => [
      ...[json(), lintGutter(), linter(lintPasted), EditorView.lineWrapping, mono],
      // The page's policy lets only styles with its nonce in.
      EditorView.cspNonce.of(getNonce() ?? ''),
      EditorView.contentAttributes.of({ 'aria-label': 'Config as JSON' }),
    ],
    [],
  );
  const edit = (next: string) => {
    setText(next);
    const pasted = parsePasted(next);
    onProblem(pasted.ok ? undefined : pasted.message);
    if (pasted.ok) change.replace({ ...pasted.config });
  };
  return (
    <div className="overflow-hidden rounded-panel border bg-panel">
      <CodeMirror
        value={text}
        onChange={edit}
        extensions={extensions}
        theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
        minHeight="360px"
        maxHeight="calc(100dvh - 320px)"
        basicSetup={{ foldGutter: false, highlightActiveLine: false }}
      />
      {draft.keep.length > 0 ? (
        <p className="border-t px-4 py-2 text-muted text-xs">
          Kept as stored, never shown: <span className="font-mono">{draft.keep.join(', ')}</span>. Give a key
          here to replace its value.
        </p>
      ) : null}
    </div>
  );
}

function lintPasted(view: EditorView) {
  const pasted = parsePasted(view.state.doc.toString());
  if (pasted.ok) return [];
  const position = /position (\d+)/.exec(pasted.message)?.[1];
  const at = Math.min(Number(position ?? 0), view.state.doc.length);
  return [
    {
      from: at,
      to: Math.min(at + 1, view.state.doc.length),
      severity: 'error' as const,
      message: pasted.message,
    },
  ];
}
