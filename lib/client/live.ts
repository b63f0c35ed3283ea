'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ActionRecord } from '@/lib/api/actions';

import { mergeActions, refreshActions } from './actions';
import { loadAnswers } from './api';
import { forgetConnector, invalidateConnector } from './connectors';
import { applyEvent, fleetQuery } from './fleet';
import { api } from './routes';

/** `live`: events arrive. `reconnecting`: the console's server is away; what is shown may be old. */
export type LiveState = 'connecting' | 'live' | 'reconnecting';

/** Silence longer than this means the connection is dead even if the browser has not noticed. */
const SILENCE_MS = 40_000;
const TICK_MS = 1_000;
/** A tick that comes so much too late: the computer slept, and its connections may be dead without a word. */
const SLEPT_MS = 5_000;

/**
 * How long to wait before the next try: short enough to show the truth three seconds after the console is back,
 * spread, so that a thousand browsers do not come back in one moment. Units: ms.
 */
export function retryDelay(random: number): number {
  return 300 + random * 2_000;
}

/** What an action's end means for what is on screen. */
function settleAction(client: QueryClient, action: ActionRecord): void {
  if (action.finishedAt === null) return;
  if (action.action === 'delete' && action.phase === 'succeeded') {
    forgetConnector(client, action.clusterId, action.connector);
  } else {
    void invalidateConnector(client, action.clusterId, action.connector);
  }
}

const isNotFleet = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== fleetQuery.queryKey[0];

/**
 * Keeps the query cache current from server-sent events while mounted. Mount it once, in the shell.
 *
 * After a hole, a restart of the console or a sleep of the computer it reads all that is on screen anew, and says
 * `live` only when the snapshot is there.
 */
export function useLiveEvents(): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');

  // Outside React: an EventSource on the console's server, and the browser's online and visibility events.
  useEffect(() => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let lastHeard = Date.now();
    let lastTick = Date.now();
    const answers = loadAnswers();

    const onMessage = async (from: EventSource, message: MessageEvent<string>) => {
      lastHeard = Date.now();
      const { ConsoleEvent } = await answers;
      const event = ConsoleEvent.safeParse(JSON.parse(message.data));
      if (!event.success) return;
      if (event.data.type === 'action') {
        mergeActions(client, [event.data.action]);
        settleAction(client, event.data.action);
      }
      if (event.data.type === 'connectors') {
        for (const row of event.data.upserted) void invalidateConnector(client, row.clusterId, row.name);
      }
      if (!applyEvent(client, event.data)) {
        void refreshActions(client);
        // What happened while nobody listened may concern anything on screen.
        if (event.data.type === 'hello') void client.invalidateQueries({ predicate: isNotFleet });
        // One that is on its way is not begun anew: with a large fleet it would never arrive.
        await client.invalidateQueries({ queryKey: fleetQuery.queryKey }, { cancelRefetch: false });
      }
      if (source === from && from.readyState === EventSource.OPEN) setState('live');
    };
    const connect = () => {
      clearTimeout(retry);
      source?.close();
      lastHeard = Date.now();
      const opened = new EventSource(api.events());
      source = opened;
      opened.onmessage = (message) => void onMessage(opened, message);
      opened.onerror = () => {
        setState('reconnecting');
        opened.close();
        retry = setTimeout(connect, retryDelay(Math.random()));
      };
    };
    const onTick = () => {
      const now = Date.now();
      const slept = now - lastTick > SLEPT_MS;
      if (document.visibilityState !== 'visible') return;
      lastTick = now;
      if (slept || now - lastHeard > SILENCE_MS) connect();
    };
    const ticking = setInterval(onTick, TICK_MS);
    connect();
    document.addEventListener('visibilitychange', onTick);
    window.addEventListener('online', connect);
    // Whether the console itself is away shows at once, too: it may be on this computer.
    window.addEventListener('offline', connect);
    return () => {
      source?.close();
      clearTimeout(retry);
      clearInterval(ticking);
      document.removeEventListener('visibilitychange', onTick);
      window.removeEventListener('online', connect);
      window.removeEventListener('offline', connect);
    };
  }, [client]);

  return state;
}
