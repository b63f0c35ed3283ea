import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { AlertChannelInput, AlertRuleInput, SilenceInput } from '@/lib/api/alerts';
import { callApi } from './api';
import { api } from './routes';

/** Rules, channels, silences and the newest notes. */
export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: ({ signal }) => callApi(api.alerts(), 'AlertOverview', { signal }),
  refetchInterval: 5000,
});

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: alertsQuery.queryKey });
}

/** Adds a rule, or changes the one with this id. */
export function useSaveAlertRule(id: string | undefined) {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: (rule: AlertRuleInput) =>
      id === undefined
        ? callApi(api.alertRules(), 'AlertRule', { method: 'POST', body: rule })
        : callApi(api.alertRule(id), 'AlertRule', { method: 'PUT', body: rule }),
    onSuccess,
  });
}

/** Removes a rule. */
export function useRemoveAlertRule() {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: (id: string) => callApi(api.alertRule(id), 'Nothing', { method: 'DELETE' }),
    onSuccess,
  });
}

/** Adds a channel, or changes the one with this id; a URL that is not given stays. */
export function useSaveAlertChannel(id: string | undefined) {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: (channel: AlertChannelInput) =>
      id === undefined
        ? callApi(api.alertChannels(), 'AlertChannel', { method: 'POST', body: channel })
        : callApi(api.alertChannel(id), 'AlertChannel', { method: 'PUT', body: channel }),
    onSuccess,
  });
}

/** Removes a channel that no rule uses. */
export function useRemoveAlertChannel() {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: (id: string) => callApi(api.alertChannel(id), 'Nothing', { method: 'DELETE' }),
    onSuccess,
  });
}

/** Sends one test note and says what became of it. */
export function useTestAlertChannel() {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: (id: string) => callApi(api.alertChannelTest(id), 'AlertDelivery', { method: 'POST' }),
    onSuccess,
  });
}

/** Adds a window without notes. */
export function useAddSilence() {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: (silence: SilenceInput) =>
      callApi(api.silences(), 'Silence', { method: 'POST', body: silence }),
    onSuccess,
  });
}

/** Ends a silence. */
export function useRemoveSilence() {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: (id: string) => callApi(api.silence(id), 'Nothing', { method: 'DELETE' }),
    onSuccess,
  });
}
