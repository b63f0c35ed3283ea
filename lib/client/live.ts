'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ActionRecord } from '@/lib/api/actions';
import { ConsoleEvent } from '@/lib/api/events';
import { mergeActions, refreshActions } from './actions';
import { forgetConnector, invalidateConnector } from './connectors';
import { applyEvent, fleetQuery } from './fleet';
import { api } from './routes';

/** `live`: events arrive. `reconnecting`: the console's server is away; what is shown may be old. */
export type LiveState = 'connecting' | 'live' | 'reconnecting';

/** Silence longer than this means the connection is dead even if the browser has not noticed (after sleep). */
const SILENCE_MS = 40_000;
const RETRY_MS = 1500;

/** What an action's end means for what is on screen. */
function settleAction(client: QueryClient, action: ActionRecord): void {
  if (action.finishedAt === null) return;
  if (action.action === 'delete' && action.phase === 'succeeded') {
    forgetConnector(client, action.clusterId, action.connector);
  } else {
    void invalidateConnector(client, action.clusterId, action.connector);
  }
}

/**
 * Keeps the query cache current from server-sent events while mounted. Mount it once, in the shell.
 *
 * After a hole, a restart of the console or a sleep of the computer it reads the snapshot anew.
 */
export function useLiveEvents(): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');

  // Outside React: an EventSource on the console's server, and the browser's online and visibility events.
  useEffect(() => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let lastHeard = Date.now();

    const onMessage = (message: MessageEvent<string>) => {
      lastHeard = Date.now();
      const event = ConsoleEvent.safeParse(JSON.parse(message.data));
      if (!event.success) return;
      setState('live');
      if (event.data.type === 'action') {
        mergeActions(client, [event.data.action]);
        settleAction(client, event.data.action);
      }
      if (event.data.type === 'connectors') {
        for (const row of event.data.upserted) void invalidateConnector(client, row.clusterId, row.name);
      }
      if (!applyEvent(client, event.data)) {
        void client.invalidateQueries({ queryKey: fleetQuery.queryKey });
        void refreshActions(client);
      }
    };
    const connect = () => {
      clearTimeout(retry);
      source?.close();
      lastHeard = Date.now();
      source = new EventSource(api.events());
      source.onmessage = onMessage;
      source.onerror = () => {
        setState('reconnecting');
        source?.close();
        retry = setTimeout(connect, RETRY_MS);
      };
    };
    const onReturn = () => {
      if (document.visibilityState === 'visible' && Date.now() - lastHeard > SILENCE_MS) connect();
    };
    const watchdog = setInterval(() => {
      if (Date.now() - lastHeard > SILENCE_MS) connect();
    }, 10_000);
    connect();
    document.addEventListener('visibilitychange', onReturn);
    window.addEventListener('online', connect);
    return () => {
      source?.close();
      clearTimeout(retry);
      clearInterval(watchdog);
      document.removeEventListener('visibilitychange', onReturn);
      window.removeEventListener('online', connect);
    };
  }, [client]);

  return state;
}
