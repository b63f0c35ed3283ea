import 'server-only';
import {
  ClusterInput,
  ClusterList,
  ClusterSummary,
  ClusterTest,
  ClusterTestRequest,
} from '@/lib/api/clusters';
import { LoggerChange, LoggersQuery, LoggersView } from '@/lib/api/loggers';
import type { RouteEntry } from './routes';

/** Routes of clusters and their loggers. */
export const CLUSTER_ROUTES: readonly RouteEntry[] = [
  {
    method: 'get',
    path: '/clusters',
    summary: 'Registered clusters with their reachability and workers',
    tag: 'clusters',
    answer: ['ClusterList', ClusterList],
  },
  {
    method: 'post',
    path: '/clusters',
    summary: 'Register a cluster',
    tag: 'clusters',
    body: ['ClusterInput', ClusterInput],
    answer: ['ClusterSummary', ClusterSummary],
    status: 201,
  },
  {
    method: 'post',
    path: '/clusters/test',
    summary: 'Ask worker URLs who is there and whether they let us in, without keeping anything',
    tag: 'clusters',
    body: ['ClusterTestRequest', ClusterTestRequest],
    answer: ['ClusterTest', ClusterTest],
  },
  {
    method: 'put',
    path: '/clusters/{clusterId}',
    summary: 'Change a cluster; secrets that are not given stay as stored',
    tag: 'clusters',
    body: ['ClusterInput', ClusterInput],
    answer: ['ClusterSummary', ClusterSummary],
  },
  {
    method: 'delete',
    path: '/clusters/{clusterId}',
    summary: 'Forget a cluster; the cluster itself is not touched',
    tag: 'clusters',
  },
  {
    method: 'get',
    path: '/clusters/{clusterId}/loggers',
    summary: 'Loggers of one worker and the levels that go back by themselves',
    tag: 'clusters',
    query: LoggersQuery,
    answer: ['LoggersView', LoggersView],
  },
  {
    method: 'put',
    path: '/clusters/{clusterId}/loggers',
    summary: 'Set a level on a worker or the whole cluster, to go back after 15 minutes',
    tag: 'clusters',
    body: ['LoggerChange', LoggerChange],
    answer: ['LoggersView', LoggersView],
  },
  {
    method: 'post',
    path: '/clusters/{clusterId}/loggers/reverts/{revertId}',
    summary: 'Put a level back before its time',
    tag: 'clusters',
  },
  {
    method: 'delete',
    path: '/clusters/{clusterId}/loggers/reverts/{revertId}',
    summary: 'Keep a level: it does not go back by itself any more',
    tag: 'clusters',
  },
];
