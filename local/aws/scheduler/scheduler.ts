import { join } from 'node:path';
import { openDatabase } from '../database.ts';
import type { Callable } from '../json-service.ts';
import { createAlarm } from '../outbound/alarm.ts';
import type { Deliver } from '../outbound/delivery.ts';
import { createOutbound, type GivenUp } from '../outbound/outbound.ts';
import { createRestService } from '../rest-service.ts';
import type { AwsService, Clock } from '../service.ts';
import { createClientTokens } from './client-token.ts';
import type { SchedulerContext } from './context.ts';
import { createGroups, groupOperations } from './group-operations.ts';
import { runSchedules } from './run-schedules.ts';
import { scheduleOperations } from './schedule-operations.ts';
import { createScheduleStore } from './schedule-store.ts';
import { schedulerSchema } from './schema.ts';

export interface SchedulerOptions {
  readonly stateDirectory: string;
  readonly clock: Clock;
  /** Called as soon as this service runs, for what an earlier run left: it may wait inside until its targets run. */
  readonly deliver: Deliver;
  /** One sentence about an invocation that is late or lost; goes to standard error unless given. */
  readonly report?: (problem: string) => void;
}

export interface Scheduler extends AwsService, Callable {}

export async function createScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { clock } = options;
  const report = options.report ?? ((problem) => void process.stderr.write(`scheduler: ${problem}\n`));
  const database = openDatabase(join(options.stateDirectory, 'scheduler.db'), schedulerSchema);
  const schedules = createScheduleStore(database);
  const outbound = createOutbound({
    database,
    clock,
    report,
    describe: deadLetterAttributes,
    keepsRoleForDeadLetters: true,
    deliver: (delivery, attempt) =>
      options.deliver({
        ...delivery,
        input: delivery.input.replaceAll('<aws.scheduler.attempt-number>', `${attempt}`),
      }),
  });
  const alarm = createAlarm({ clock, nextAt: schedules.nextAt, ring: () => runSchedules(context) });
  const context: SchedulerContext = {
    database,
    clock,
    outbound,
    schedules,
    groups: createGroups(database, clock),
    clientTokens: createClientTokens(database, clock),
    rescheduled: alarm.set,
  };
  const start = setImmediate(() => {
    outbound.wake();
    alarm.set();
  });
  return createRestService({
    signingName: 'scheduler',
    operations: { ...scheduleOperations(context), ...groupOperations(context) },
    malformed: 'ValidationException',
    async stop() {
      clearImmediate(start);
      alarm.stop();
      await outbound.stop();
      database.close();
    },
  });
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
function deadLetterAttributes(givenUp: GivenUp): Record<string, string> {
  return {
    SCHEDULE_ARN: givenUp.stored.delivery.ruleArn,
    TARGET_ARN: givenUp.stored.delivery.arn,
    SCHEDULED_TIME: givenUp.stored.scheduledTime ?? '',
    ERROR_CODE: givenUp.code,
    ERROR_MESSAGE: givenUp.message,
    RETRY_ATTEMPTS: String(givenUp.attempts - 1),
    IS_PAYLOAD_TRUNCATED: 'false',
    ...(givenUp.condition && { EXHAUSTED_RETRY_CONDITION: givenUp.condition }),
  };
}
