import type { FormGroup } from '@/lib/connect/config/form-model';
import { groupId } from './ids';

/** Links to the groups of options, with how many errors each holds. */
export function GroupNav({ groups }: { groups: readonly FormGroup[] }) {
  return (
    <nav aria-label="Groups of options" className="sticky top-16 self-start max-lg:hidden">
      <ul className="space-y-0.5 text-sm">
        {groups.map((group) => (
          <li key={group.name}>
            <a
              href={`#${groupId(group.name)}`}
              className="flex items-center gap-2 rounded-control px-2 py-1 text-muted hover:bg-sunken hover:text-ink"
            >
              <span className="min-w-0 truncate">{group.name}</span>
              {group.errorCount > 0 ? (
                <span className="ml-auto rounded-full bg-failed/14 px-1.5 font-medium text-failed text-xs">
                  {group.errorCount}
                  <span className="sr-only"> errors</span>
                </span>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
