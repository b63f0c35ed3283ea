'use client';

import { useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Input } from '@/components/ui/field';

/** Lines of the trace that say something; the frames between them are folded. */
interface TraceBlock {
  key: string;
  message: string;
  frames: string[];
}

function blocksOf(trace: string): TraceBlock[] {
  const blocks: TraceBlock[] = [];
  for (const line of trace.split('\n')) {
    const isFrame = /^\s+(at |\.\.\. )/.test(line);
    const last = blocks.at(-1);
    if (isFrame && last) last.frames.push(line);
    else if (line.trim() !== '') blocks.push({ key: `${blocks.length}`, message: line, frames: [] });
  }
  return blocks;
}

/** A stack trace as text: cause lines stand out, frames fold, search narrows to lines that match. */
export function TraceViewer({ trace, title }: { trace: string; title: string }) {
  const [needle, setNeedle] = useState('');
  const [isUnfolded, setUnfolded] = useState(false);
  const blocks = useMemo(() => blocksOf(trace), [trace]);
  const lines = useMemo(
    () => trace.split('\n').filter((line) => line.toLowerCase().includes(needle.toLowerCase())),
    [trace, needle],
  );
  return (
    <section aria-label={title} className="rounded-panel border bg-panel">
      <header className="flex flex-wrap items-center gap-2 border-b px-3 py-1.5">
        <h3 className="min-w-32 flex-1 font-semibold text-sm">{title}</h3>
        <div className="w-40">
          <Input
            type="search"
            aria-label="Search in the trace"
            placeholder="Search"
            value={needle}
            onChange={(event) => setNeedle(event.target.value)}
          />
        </div>
        <Button size="sm" variant="quiet" onClick={() => setUnfolded(!isUnfolded)}>
          {isUnfolded ? 'Fold frames' : 'Show all frames'}
        </Button>
        <CopyButton text={trace} label="Copy trace" />
      </header>
      <div className="max-h-[480px] overflow-auto p-3 font-mono text-xs leading-[18px]">
        {needle ? (
          <pre className="whitespace-pre-wrap break-words">{lines.join('\n') || 'No line matches.'}</pre>
        ) : (
          blocks.map((block) => <Block key={block.key} block={block} isUnfolded={isUnfolded} />)
        )}
      </div>
    </section>
  );
}

const FRAMES_SHOWN = 2;

function Block({ block, isUnfolded }: { block: TraceBlock; isUnfolded: boolean }) {
  const frames = isUnfolded ? block.frames : block.frames.slice(0, FRAMES_SHOWN);
  const hidden = block.frames.length - frames.length;
  return (
    <div className="mb-1">
      <p className="whitespace-pre-wrap break-words font-semibold text-failed">{block.message}</p>
      <pre className="whitespace-pre-wrap break-words text-muted">{frames.join('\n')}</pre>
      {hidden > 0 ? <p className="text-muted">{`    … ${hidden} more frames`}</p> : null}
    </div>
  );
}
