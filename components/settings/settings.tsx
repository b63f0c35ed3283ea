'use client';

import { useTheme } from 'next-themes';
import { type ReactNode, useId } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/field';
import { PageHead, Panel } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { formatTime, setTimeZone, useNow } from '@/components/ui/time';
import { setPreferences, usePreferences } from '@/lib/client/preferences';
import { api } from '@/lib/client/routes';

/** Theme, density, time zone, hints: kept in this browser. */
export function Settings() {
  const { density } = usePreferences();
  return (
    <>
      <PageHead title="Settings" lead="Kept in this browser, for you alone." />
      <div className="max-w-2xl space-y-4">
        <Panel title="Look">
          <ul className="divide-y">
            <Setting label="Theme" hint="“System” follows your computer.">
              <Theme />
            </Setting>
            <Setting label="Density" hint="Compact tables show about a third more rows.">
              <Segmented
                label="Density"
                value={density}
                onChange={(next) => setPreferences({ density: next })}
                options={[
                  { value: 'comfortable', label: 'Comfortable' },
                  { value: 'compact', label: 'Compact' },
                ]}
              />
            </Setting>
            <Setting label="Time zone" hint={<Example />}>
              <TimeZone />
            </Setting>
          </ul>
        </Panel>
        <Panel title="Help">
          <ul className="divide-y">
            <Setting label="First hints" hint="Four of them, on Home.">
              <Button onClick={() => setPreferences({ hintsRead: 0 })}>Show again</Button>
            </Setting>
            <Setting label="API" hint="Everything the console does, as an OpenAPI document.">
              <Button asChild>
                <a href={api.openapi()}>openapi.json</a>
              </Button>
            </Setting>
          </ul>
        </Panel>
      </div>
    </>
  );
}

function Setting({ label, hint, children }: { label: string; hint: ReactNode; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
      <div>
        <p className="font-medium text-sm">{label}</p>
        <p className="text-muted text-xs">{hint}</p>
      </div>
      {children}
    </li>
  );
}

function Theme() {
  const { theme = 'system', setTheme } = useTheme();
  const isKnown = useNow() !== 0; // the server cannot know what this browser chose
  return (
    <Segmented
      label="Theme"
      value={isKnown ? theme : ''}
      onChange={setTheme}
      options={[
        { value: 'system', label: 'System' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
    />
  );
}

function TimeZone() {
  const { timeZone } = usePreferences();
  const id = useId();
  const isKnown = useNow() !== 0;
  const choose = (zone: string | null) => {
    setTimeZone(zone);
    setPreferences({ timeZone: zone });
  };
  return (
    <Select
      id={id}
      aria-label="Time zone"
      value={timeZone ?? ''}
      onChange={(event) => choose(event.target.value || null)}
      className="w-60"
    >
      <option value="">This browser’s</option>
      <option value="UTC">UTC</option>
      {isKnown
        ? Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))
        : null}
    </Select>
  );
}

function Example() {
  const now = useNow();
  return <span className="tabular-nums">{now === 0 ? 'Now' : `Now ${formatTime(now)}`}</span>;
}
