import 'server-only';
import {
  AlertChannel,
  AlertChannelInput,
  AlertDelivery,
  AlertOverview,
  AlertRule,
  AlertRuleInput,
  Silence,
  SilenceInput,
} from '@/lib/api/alerts';
import type { RouteEntry } from './routes';

/** The routes of alerts: rules, channels, silences. */
export const ALERT_ROUTES: readonly RouteEntry[] = [
  {
    method: 'get',
    path: '/alerts',
    summary: 'Rules, channels, silences and the newest notes',
    tag: 'alerts',
    answer: ['AlertOverview', AlertOverview],
  },
  {
    method: 'post',
    path: '/alerts/rules',
    summary: 'Add an alert rule',
    tag: 'alerts',
    body: ['AlertRuleInput', AlertRuleInput],
    answer: ['AlertRule', AlertRule],
    status: 201,
  },
  {
    method: 'put',
    path: '/alerts/rules/{ruleId}',
    summary: 'Change an alert rule',
    tag: 'alerts',
    body: ['AlertRuleInput', AlertRuleInput],
    answer: ['AlertRule', AlertRule],
  },
  {
    method: 'delete',
    path: '/alerts/rules/{ruleId}',
    summary: 'Remove an alert rule',
    tag: 'alerts',
  },
  {
    method: 'post',
    path: '/alerts/channels',
    summary: 'Add a channel; its URL never comes back',
    tag: 'alerts',
    body: ['AlertChannelInput', AlertChannelInput],
    answer: ['AlertChannel', AlertChannel],
    status: 201,
  },
  {
    method: 'put',
    path: '/alerts/channels/{channelId}',
    summary: 'Change a channel; a URL that is not given stays',
    tag: 'alerts',
    body: ['AlertChannelInput', AlertChannelInput],
    answer: ['AlertChannel', AlertChannel],
  },
  {
    method: 'delete',
    path: '/alerts/channels/{channelId}',
    summary: 'Remove a channel no rule uses',
    tag: 'alerts',
  },
  {
    method: 'post',
    path: '/alerts/channels/{channelId}/test',
    summary: 'Send one test note now',
    tag: 'alerts',
    answer: ['AlertDelivery', AlertDelivery],
  },
  {
    method: 'post',
    path: '/alerts/silences',
    summary: 'Add a window without notes',
    tag: 'alerts',
    body: ['SilenceInput', SilenceInput],
    answer: ['Silence', Silence],
    status: 201,
  },
  {
    method: 'delete',
    path: '/alerts/silences/{silenceId}',
    summary: 'End a silence',
    tag: 'alerts',
  },
];
