import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface ScheduledJobProps {
  readonly fn: LambdaFunction;
  readonly every: Duration;
}

/** Runs a function again and again. A run that fails is not repeated: the next one does its work, and the alarm tells. */
export class ScheduledJob extends Construct {
  constructor(scope: Construct, id: string, { fn, every }: ScheduledJobProps) {
    super(scope, id);
    fn.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) });
    new Rule(this, 'Rule', { schedule: Schedule.rate(every), targets: [new LambdaTarget(fn)] });
  }
}
