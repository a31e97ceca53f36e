import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { insightContract } from '../../lambdas/insight-runner/contract.ts';
import { ApiEnv, OutboxEnv, WorkerEnv } from '../../lambdas/insight-runner/env.ts';
import { EventOutbox } from '../constructs/event-outbox.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import { type CodeRunnerNeighbours, codeRunner } from './code-runner.ts';
import { addProductErasure } from './erasure.ts';

const type = 'insight.analysis';

/** Analyses of uploaded code, their reports, and snapshots of analyses that were made elsewhere. */
export class InsightRunnerStack extends Stack {
  constructor(scope: Construct, id: string, neighbours: CodeRunnerNeighbours, props: StackProps) {
    super(scope, id, props);
    const { platform, tasks } = neighbours;
    const table = new ServiceTable(this, 'Store', platform.stage);
    const reports = new PrivateBucket(this, 'Reports', { stage: platform.stage, expiration: Duration.days(90) });
    const { api, worker } = codeRunner(neighbours, { type, table, bucket: reports });
    const { fn } = new ServiceFunction(this, 'Api', {
      ...{ ...api, platform, entry: 'insight-runner/api', env: ApiEnv },
      description: 'Takes analyses and snapshots in, and shows reports and trends',
      // A report of thousands of issues is made into a page at each request.
      memoryMb: 1_024,
      impact: 'Clients cannot submit analyses or snapshots, or read reports.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: insightContract });
    const analyst = new ServiceFunction(this, 'Worker', {
      ...{ ...worker, platform, entry: 'insight-runner/on-insight-analysis', env: WorkerEnv },
      description: 'Analyses one upload with all detectors',
      permissions: [table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'), ...worker.permissions(this)],
      // The archive and what it unpacks to.
      ephemeralStorageMb: 5_120,
      impact: 'Analyses fail or are repeated.',
    });
    tasks.queues.feed(this, type, analyst.fn);
    new EventOutbox(this, 'Outbox', {
      ...{ platform, table, entry: 'insight-runner/publish-outbox', env: OutboxEnv },
      environment: { TABLE_NAME: table.tableName, BUS_NAME: platform.bus.eventBusName },
    });
    addProductErasure(this, platform, {
      ...{ table, bucket: reports, entry: 'insight-runner/on-organization-deleted' },
      what: 'analyses, snapshots and reports',
    });
  }
}
