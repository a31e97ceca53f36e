import { join } from 'node:path';
import { createDynamoDb } from './aws/dynamodb/service.ts';
import type { Credentials } from './aws/edge/credentials.ts';
import { createEvents } from './aws/events/events.ts';
import type { Delivery } from './aws/outbound/delivery.ts';
import { createS3 } from './aws/s3/create-s3.ts';
import { createScheduler } from './aws/scheduler/scheduler.ts';
import { createSecretsManager } from './aws/secrets-manager/secrets-manager.ts';
import type { AwsService, Clock } from './aws/service.ts';
import { createSes } from './aws/ses/ses.ts';
import type { ReceiveFaults } from './aws/sqs/receive-fault.ts';
import { createSqs, type SqsService } from './aws/sqs/sqs.ts';
import type { Parcel } from './deliver.ts';
import { createObjectEvents } from './object-events.ts';

export interface ServicesOptions {
  readonly stateDirectory: string;
  readonly outboxDirectory: string;
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly endpoint: () => string;
  readonly deliver: (parcel: Parcel) => Promise<void>;
  /** What may go wrong with what is received from a queue. */
  readonly receiveFaults?: ReceiveFaults;
  /** One sentence about an event that is late or lost; to standard error unless given. */
  readonly report?: (problem: string) => void;
}

export interface Services {
  readonly all: readonly AwsService[];
  readonly sqs: SqsService;
  stop(): Promise<void>;
}

/** All embedded AWS services over one state directory. */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const { clock, credentials, endpoint, outboxDirectory } = options;
  const stateOf = (name: string) => join(options.stateDirectory, name);
  const deliverAs = (service: string) => (delivery: Delivery) => {
    const { arn, input, ruleArn: sourceArn, messageGroupId, roleArn, attributes } = delivery;
    return options.deliver({
      ...{ arn, input, service, sourceArn },
      ...(messageGroupId && { messageGroupId }),
      ...(roleArn && { roleArn }),
      ...(attributes && { attributes }),
    });
  };
  const sqs = await createSqs({
    ...{ stateDirectory: stateOf('sqs'), clock, endpoint },
    ...(options.receiveFaults && { faults: options.receiveFaults }),
  });
  const events = await createEvents({
    stateDirectory: stateOf('events'),
    clock,
    deliver: deliverAs('events.amazonaws.com'),
    ...(options.report && { report: options.report }),
  });
  const all = [
    sqs,
    await createDynamoDb({ stateDirectory: stateOf('dynamodb'), clock }),
    await createS3({
      stateDirectory: stateOf('s3'),
      clock,
      credentials: (id) => credentials.find(id),
      onObjectEvent: createObjectEvents({ events, deliver: options.deliver }),
    }),
    events,
    await createScheduler({
      stateDirectory: stateOf('scheduler'),
      clock,
      deliver: deliverAs('scheduler.amazonaws.com'),
    }),
    await createSecretsManager({ stateDirectory: stateOf('secrets'), clock }),
    createSes({ outboxDirectory, clock }),
  ];
  return {
    all,
    sqs,
    stop: async () => {
      await Promise.all(all.map((service) => service.stop()));
    },
  };
}
