import 'server-only';
import { z } from 'zod';
import { ActionList, ActionRecord, ActionRequest } from '@/lib/api/actions';
import { AutoRestartSettings, AutoRestartView } from '@/lib/api/auto-restart';
import { ConfigMatches, ConfigSearchQuery } from '@/lib/api/config-search';
import { ConfigVersionList } from '@/lib/api/config-versions';
import {
  ConfigUpdate,
  ConnectorDetail,
  FleetSnapshot,
  NewConnector,
  OffsetsView,
  TaskConfigList,
  TopicsView,
} from '@/lib/api/connectors';
import { DemoRequest, DemoState } from '@/lib/api/demo';
import { ConsoleEvent } from '@/lib/api/events';
import { OffsetSnapshotList, OffsetsEdit } from '@/lib/api/offsets';
import { PluginList, PluginSkewList, ValidateRequest, ValidateResult } from '@/lib/api/plugins';
import { Timeline } from '@/lib/api/timeline';
import { TimelineWindow } from '../services/connectors';
import { ALERT_ROUTES } from './alert-routes';
import { CLUSTER_ROUTES } from './cluster-routes';
import { HISTORY_ROUTES } from './history-routes';

/** One method of one route. `answer` undefined: 204. `events`: the answer is a stream of server-sent events. */
export interface RouteEntry {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`, with `{name}` for each segment. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly query?: z.ZodObject;
  /** Name and schema of the body; the name is the one in `components`. */
  readonly body?: readonly [name: string, schema: z.ZodType];
  readonly answer?: readonly [name: string, schema: z.ZodType];
  readonly status?: 201;
  readonly events?: true;
}

const CONNECTOR = '/clusters/{clusterId}/connectors/{connectorName}';
const ACTION = ['ActionRecord', ActionRecord] as const;

/**
 * Every route of the browser API, for its OpenAPI document. A route of `app/api/v1` that is missing here, or one
 * here that does not exist, fails `openapi.test.ts`.
 */
export const ROUTES: readonly RouteEntry[] = [
  ...CLUSTER_ROUTES,
  ...ALERT_ROUTES,
  ...HISTORY_ROUTES,
  {
    method: 'get',
    path: '/actions',
    summary: 'The newest actions of anybody and what came of them',
    tag: 'actions',
    answer: ['ActionList', ActionList],
  },
  {
    method: 'post',
    path: '/actions',
    summary: 'Do one thing to one or many connectors',
    tag: 'actions',
    body: ['ActionRequest', ActionRequest],
    answer: ['ActionList', ActionList],
  },
  {
    method: 'delete',
    path: '/actions/{actionId}',
    summary: 'Cancel an action that waits for a rebalance to end',
    tag: 'actions',
    answer: ['ActionRecord', ActionRecord],
  },
  {
    method: 'post',
    path: '/clusters/{clusterId}/validate',
    summary: 'Let the worker validate a config',
    tag: 'plugins',
    body: ['ValidateRequest', ValidateRequest],
    answer: ['ValidateResult', ValidateResult],
  },
  {
    method: 'post',
    path: '/clusters/{clusterId}/connectors',
    summary: 'Create a connector',
    tag: 'connectors',
    body: ['NewConnector', NewConnector],
    answer: ACTION,
    status: 201,
  },
  {
    method: 'get',
    path: CONNECTOR,
    summary: 'Everything about one connector, secrets masked',
    tag: 'connectors',
    answer: ['ConnectorDetail', ConnectorDetail],
  },
  {
    method: 'get',
    path: `${CONNECTOR}/auto-restart`,
    summary: 'Auto-restart: settings, tries so far, what comes next',
    tag: 'connectors',
    answer: ['AutoRestartView', AutoRestartView],
  },
  {
    method: 'put',
    path: `${CONNECTOR}/auto-restart`,
    summary: 'Switch auto-restart on or off',
    tag: 'connectors',
    body: ['AutoRestartSettings', AutoRestartSettings],
    answer: ['AutoRestartView', AutoRestartView],
  },
  {
    method: 'put',
    path: `${CONNECTOR}/config`,
    summary: 'Save an edited config; 409 when somebody changed it meanwhile',
    tag: 'connectors',
    body: ['ConfigUpdate', ConfigUpdate],
    answer: ACTION,
  },
  {
    method: 'get',
    path: `${CONNECTOR}/config/versions`,
    summary: 'The configs a connector has had, with who made them; secrets left out',
    tag: 'connectors',
    answer: ['ConfigVersionList', ConfigVersionList],
  },
  {
    method: 'get',
    path: `${CONNECTOR}/offsets`,
    summary: 'Committed offsets as raw JSON text',
    tag: 'connectors',
    answer: ['OffsetsView', OffsetsView],
  },
  {
    method: 'put',
    path: `${CONNECTOR}/offsets`,
    summary: 'Change or reset the offsets of single partitions of a STOPPED connector; 409 when they moved',
    tag: 'connectors',
    body: ['OffsetsEdit', OffsetsEdit],
    answer: ACTION,
  },
  {
    method: 'delete',
    path: `${CONNECTOR}/offsets`,
    summary: 'Reset all offsets of a STOPPED connector',
    tag: 'connectors',
    answer: ACTION,
  },
  {
    method: 'get',
    path: `${CONNECTOR}/offsets/snapshots`,
    summary: 'What offsets were before the console changed them',
    tag: 'connectors',
    answer: ['OffsetSnapshotList', OffsetSnapshotList],
  },
  {
    method: 'get',
    path: `${CONNECTOR}/tasks`,
    summary: 'What the connector gave each of its tasks; secrets left out',
    tag: 'connectors',
    answer: ['TaskConfigList', TaskConfigList],
  },
  {
    method: 'get',
    path: `${CONNECTOR}/timeline`,
    summary: 'Observed states in a window',
    tag: 'connectors',
    query: TimelineWindow,
    answer: ['Timeline', Timeline],
  },
  {
    method: 'get',
    path: `${CONNECTOR}/topics`,
    summary: 'Topics the connector has used',
    tag: 'connectors',
    answer: ['TopicsView', TopicsView],
  },
  {
    method: 'get',
    path: '/connectors',
    summary: 'Every cluster and connector, from one moment',
    tag: 'connectors',
    answer: ['FleetSnapshot', FleetSnapshot],
  },
  {
    method: 'get',
    path: '/connectors/search',
    summary: 'Connectors by what stands in their configs; secret values never match',
    tag: 'connectors',
    query: ConfigSearchQuery,
    answer: ['ConfigMatches', ConfigMatches],
  },
  {
    method: 'get',
    path: '/demo',
    summary: 'Whether the demo is on and broken',
    tag: 'demo',
    answer: ['DemoState', DemoState],
  },
  {
    method: 'post',
    path: '/demo',
    summary: 'Break or fix the demo',
    tag: 'demo',
    body: ['DemoRequest', DemoRequest],
    answer: ['DemoState', DemoState],
  },
  {
    method: 'get',
    path: '/events',
    summary: 'Changes as they happen',
    tag: 'events',
    answer: ['ConsoleEvent', ConsoleEvent],
    events: true,
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    tag: 'openapi',
    answer: ['OpenApiDocument', z.looseObject({ openapi: z.string() })],
  },
  {
    method: 'get',
    path: '/plugins/skew',
    summary: 'Classes whose version differs between the workers of a cluster',
    tag: 'plugins',
    answer: ['PluginSkewList', PluginSkewList],
  },
  {
    method: 'get',
    path: '/plugins',
    summary: 'Installed plugins of one cluster or of all',
    tag: 'plugins',
    query: z.object({ cluster: z.string().optional() }),
    answer: ['PluginList', PluginList],
  },
];
