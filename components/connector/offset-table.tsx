'use client';

import { Pencil, RotateCcw } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Ago } from '@/components/ui/time';
import { isSameJson, type OffsetEntry, offsetMoves } from '@/lib/connect/offsets';
import type { LastLook } from './use-last-look';

interface OffsetTableProps {
  offsets: readonly { partition: string; offset: string }[];
  lastLook: LastLook | undefined;
  canWrite: boolean;
  isStopped: boolean;
  onEdit: (entry: OffsetEntry) => void;
  onReset: (entry: OffsetEntry) => void;
}

/** One partition a row, with how far it moved since the last look. */
export function OffsetTable({ offsets, lastLook, canWrite, isStopped, onEdit, onReset }: OffsetTableProps) {
  return (
    <table className="w-full text-sm">
      <thead className="text-left text-muted text-xs">
        <tr className="border-b">
          <th className="h-9 px-4 font-medium">
            Partition<span className="sm:hidden"> and offset</span>
          </th>
          <th className="px-4 font-medium max-sm:hidden">Offset</th>
          <th className="px-4 font-medium max-sm:hidden">{lastLook ? <Since at={lastLook.at} /> : null}</th>
          {canWrite ? (
            <th className="w-0 px-4">
              <span className="sr-only">Actions</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {offsets.map((entry) => (
          <tr key={entry.partition} className="border-b align-top last:border-b-0">
            <td className="break-all px-4 py-2 font-mono text-xs leading-5">
              <span className="max-sm:text-muted">{entry.partition}</span>
              <span className="block sm:hidden">
                {entry.offset}{' '}
                <span className="font-sans">
                  <Moves entry={entry} lastLook={lastLook} />
                </span>
              </span>
            </td>
            <td className="break-all px-4 py-2 font-mono text-xs leading-5 max-sm:hidden">{entry.offset}</td>
            <td className="px-4 py-2 text-xs leading-5 max-sm:hidden">
              <Moves entry={entry} lastLook={lastLook} />
            </td>
            {canWrite ? (
              <td className="px-4 py-1.5">
                <div className="flex justify-end gap-1">
                  <Button
                    size="sm"
                    variant="quiet"
                    disabled={!isStopped}
                    aria-label={`Edit the offset of ${entry.partition}`}
                    onClick={() => onEdit(entry)}
                  >
                    <Pencil size={13} aria-hidden /> <span className="max-sm:sr-only">Edit</span>
                  </Button>
                  <Button
                    size="sm"
                    variant="quiet"
                    disabled={!isStopped}
                    aria-label={`Reset the offset of ${entry.partition}`}
                    onClick={() => onReset(entry)}
                  >
                    <RotateCcw size={13} aria-hidden /> <span className="max-sm:sr-only">Reset</span>
                  </Button>
                </div>
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Since({ at }: { at: number }) {
  return (
    <>
      Since your last look, <Ago at={at} />
    </>
  );
}

const NUMBER = new Intl.NumberFormat('en-US');

function Moves({
  entry,
  lastLook,
}: {
  entry: { partition: string; offset: string };
  lastLook: LastLook | undefined;
}) {
  if (!lastLook) return null;
  const before = lastLook.offsets.get(entry.partition);
  if (before === undefined) return <span className="text-muted">new</span>;
  if (isSameJson(before, entry.offset)) return <span className="text-muted">has not moved</span>;
  const moves = offsetMoves(before, entry.offset);
  if (moves.length === 0) return <span className="text-running">moved</span>;
  return moves.map(({ key, by }) => (
    <span key={key} className={by < 0n ? 'block text-degraded' : 'block text-running'}>
      {by > 0n ? '+' : ''}
      {NUMBER.format(by)} <span className="text-muted">{key}</span>
    </span>
  ));
}
