import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { PlatformStack } from '../platform-stack.ts';
import { ScheduledJob } from './scheduled-job.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceTable } from './service-table.ts';

export interface EventOutboxProps<Env extends z.ZodType<Record<string, unknown>>> {
  readonly platform: PlatformStack;
  readonly table: ServiceTable;
  /** `auth/publish-outbox`. */
  readonly entry: string;
  readonly env: Env;
  readonly environment: { readonly [Name in keyof z.input<Env>]: string };
}

/** The job of a service that sends the events which a crash left unsent. */
export class EventOutbox<Env extends z.ZodType<Record<string, unknown>>> extends Construct {
  constructor(scope: Construct, id: string, { platform, table, ...fnProps }: EventOutboxProps<Env>) {
    super(scope, id);
    const { fn } = new ServiceFunction<Env>(this, 'Job', {
      ...{ ...fnProps, platform, timeout: Duration.minutes(1) },
      description: 'Sends the events that a crash left unsent',
      permissions: [table.allow('DeleteItem'), table.allowIndexQuery(), platform.allowPublish()],
      impact: 'Events and mails about what has happened are late, or wait until somebody looks.',
    });
    new ScheduledJob(this, 'EveryMinute', { fn, every: Duration.minutes(1) });
  }
}
