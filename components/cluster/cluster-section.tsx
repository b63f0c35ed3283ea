import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

interface ClusterSectionProps {
  title: string;
  /** What is set now, in a few words. */
  summary: string;
  isOpen: boolean;
  children: ReactNode;
}

/** A part of the form that most clusters do not need: closed until something is set. */
export function ClusterSection({ title, summary, isOpen, children }: ClusterSectionProps) {
  return (
    <details open={isOpen} className="group rounded-control border">
      <summary className="flex h-9 cursor-pointer select-none items-center gap-2 px-3 text-sm">
        <ChevronRight size={14} aria-hidden className="shrink-0 text-muted group-open:rotate-90" />
        <span className="font-medium">{title}</span>
        <span className="min-w-0 truncate text-muted text-xs">{summary}</span>
      </summary>
      <div className="space-y-3 border-t px-3 py-3">{children}</div>
    </details>
  );
}
