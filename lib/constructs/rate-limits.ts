import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { metricNamespace } from '../../shared/log.ts';
import { rateLimiterBroken } from '../../shared/rate-limit-gate.ts';
import type { Stage } from '../stage.ts';
import { ServiceAlarm } from './service-alarm.ts';
import { ServiceTable } from './service-table.ts';

/** The table in which every service counts the requests of an organization, and the alarm for when it cannot. */
export class RateLimits extends Construct {
  /** For the environment of a function that takes tokens; `allowTake` is for its permissions. */
  readonly environment: { readonly RATE_TABLE_NAME: string };
  readonly #table: ServiceTable;

  constructor(scope: Construct, id: string, { stage, alarms }: { readonly stage: Stage; readonly alarms: ITopic }) {
    super(scope, id);
    this.#table = new ServiceTable(this, 'Store', stage, { hasIndex: false });
    this.environment = { RATE_TABLE_NAME: this.#table.tableName };
    new ServiceAlarm(this, 'Unavailable', {
      topic: alarms,
      metric: new Metric({
        namespace: metricNamespace,
        metricName: rateLimiterBroken,
        dimensionsMap: { TableName: this.#table.tableName },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      severity: 'page',
      impact: 'Writes are refused, and reads pass without any limit.',
      runbook: 'rate-limiter-unavailable',
      threshold: 3,
    });
  }

  /** For what takes away all that is kept of an organization. */
  allowErase(): PolicyStatement {
    return this.#table.allow('Query', 'DeleteItem');
  }

  allowTake(): PolicyStatement {
    return this.#table.allow('UpdateItem');
  }
}
