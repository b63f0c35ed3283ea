'use client';

import { json } from '@codemirror/lang-json';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import CodeMirror, { EditorState, EditorView } from '@uiw/react-codemirror';
import { getNonce } from 'get-nonce';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type DraftFormat, type DraftText, draftToText, readDraft } from '@/lib/connect/config/draft-text';
import type { DraftValues, FormField } from '@/lib/connect/config/form-model';
import { completionSource } from './completion';
import { editorTheme } from './editor-theme';
import type { DraftChange } from './use-draft';

interface TextViewProps {
  format: DraftFormat;
  draft: DraftValues;
  /** Keys whose secrets are stored: their places in the text keep them. */
  keepable: readonly string[];
  fields: readonly FormField[];
  change: DraftChange;
  onProblem: (message: string | undefined) => void;
}

// A new object each time would set the editor up anew with every key, and close what it offers.
const BASIC_SETUP = { foldGutter: false, highlightActiveLine: false };

/** The draft as text; whatever is pasted here (a create request, cURL, a manifest) is read as well. */
export function TextView({ format, draft, keepable, fields, change, onProblem }: TextViewProps) {
  const [opened] = useState(draft);
  // Starts from the draft and is then the user's text; the map follows it whenever it can be read.
  const [text, setText] = useState(() => draftToText(format, draft));
  const [view, setView] = useState<EditorView>();
  const known = useRef(fields);
  // Outside React: CodeMirror asks for completions whenever it likes, and shows the worker's errors in its margin.
  useEffect(() => {
    known.current = fields;
    if (!view || view.state.doc.toString() !== text) return;
    const read = readDraft(text, { keepable, before: opened });
    view.dispatch(setDiagnostics(view.state, marksOf(view, read, fields)));
  }, [fields, view, text, keepable, opened]);
  const name = format === 'json' ? 'JSON' : 'properties';
  const extensions = useMemo(() => {
    // One and the same function: CodeMirror drops what another one found.
    const autocomplete = completionSource(format, () => known.current);
    return [
      ...(format === 'json' ? [json()] : []),
      ...[lintGutter(), EditorView.lineWrapping, editorTheme],
      EditorState.languageData.of(() => [{ autocomplete }]),
      // The page's policy lets only styles with its nonce in.
      EditorView.cspNonce.of(getNonce() ?? ''),
      EditorView.contentAttributes.of({ 'aria-label': `Config as ${name}` }),
    ];
  }, [format, name]);
  const keepableNow = useRef(keepable);
  useEffect(() => {
    keepableNow.current = keepable;
  }, [keepable]);
  const edit = useCallback(
    (next: string) => {
      setText(next);
      const read = readDraft(next, { keepable: keepableNow.current, before: opened });
      onProblem(read.ok ? undefined : read.message);
      if (read.ok) change.replace(read.draft);
    },
    [opened, onProblem, change],
  );
  return (
    <div className="overflow-hidden rounded-panel border bg-panel">
      <CodeMirror
        value={text}
        onChange={edit}
        onCreateEditor={setView}
        extensions={extensions}
        theme="none"
        minHeight="360px"
        maxHeight="calc(100dvh - 320px)"
        basicSetup={BASIC_SETUP}
      />
      {keepable.length > 0 ? (
        <p className="border-t px-4 py-2 text-muted text-xs">
          <code>{'<secret: …>'}</code> keeps the stored secret, which is never shown. Write a value to replace
          it, delete the line to remove it.
        </p>
      ) : null}
    </div>
  );
}

/** What is wrong, at its line: the text itself, or the worker's errors at their keys. */
function marksOf(view: EditorView, read: DraftText, fields: readonly FormField[]): Diagnostic[] {
  const { doc } = view.state;
  const mark = (line: number, message: string): Diagnostic => {
    const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    return { from, to, severity: 'error', message };
  };
  if (!read.ok) return [mark(read.line, read.message)];
  return fields.flatMap(({ key, errors }) => {
    const line = read.pasted.lines.get(key);
    return line === undefined ? [] : errors.map((message) => mark(line, message));
  });
}
