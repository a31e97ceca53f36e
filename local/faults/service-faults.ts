import { type AllowedCall, ConnectionBroken, type Intercept } from '../aws/edge.ts';
import { AwsError, type AwsResponse } from '../aws/service.ts';
import { putEventsWithFailures } from './bus-faults.ts';
import { type FaultStore, matches } from './fault-store.ts';
import type { FaultRule } from './plan.ts';

type Kind = 'table' | 'bucket' | 'queue' | 'bus';
type ServiceTarget = Extract<FaultRule, { fault: 'outage' }>['target'];

/** Where the name stands in an ARN of the service, and how the service says that it will not or cannot. */
const kinds: Readonly<Record<string, { kind: Kind; name: RegExp; throttle: AwsError; outage: AwsError }>> = {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  dynamodb: {
    kind: 'table',
    name: /:table\/([^/]+)/,
    throttle: new AwsError(
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the table was exceeded.',
    ),
    outage: new AwsError('InternalServerError', 'The request processing has failed because of an unknown error.', 500),
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  s3: {
    kind: 'bucket',
    name: /:::([^/]+)/,
    throttle: new AwsError('SlowDown', 'Please reduce your request rate.', 503),
    outage: new AwsError('InternalError', 'An internal error occurred. Try again.', 500),
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
  sqs: {
    kind: 'queue',
    name: /:sqs:.*:([^:]+)$/,
    throttle: new AwsError('RequestThrottled', 'The request was denied due to request throttling.'),
    outage: new AwsError('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', 503),
  },
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html
  events: {
    kind: 'bus',
    name: /:event-bus\/(.+)$/,
    throttle: new AwsError('ThrottlingException', 'The request was denied due to request throttling.'),
    outage: new AwsError('InternalException', 'This exception occurs due to unexpected causes.', 500),
  },
};

/** The edge's `intercept`: faults of tables, buckets, queues and the bus. What the runtime itself calls is spared. */
export function createServiceFaults(store: FaultStore, calls: { answered(call: AllowedCall): void }): Intercept {
  return async (call) => {
    if (!store.isActive || call.request.principal.kind === 'root') return call.proceed();
    const response = await throughFaults(store, call);
    calls.answered(call);
    return response;
  };
}

/** The same for what an AWS service sends to a queue in its own name: it tries again later. */
export function checkSend(store: FaultStore, queueName: string): void {
  const service = kinds.sqs;
  if (!store.isActive || !service) return;
  const call = { operation: 'SendMessage' };
  const fits = ({ target }: { target: ServiceTarget | { function: string } }) =>
    isMeant(target, 'queue', [queueName], call);
  const hit = store.hit('outage', (rule) => rule.as !== 'lost-reply' && fits(rule)) ?? store.hit('throttle', fits);
  if (!hit) return;
  hit.record(queueName, 'SendMessage of an AWS service');
  throw hit.rule.fault === 'throttle' ? service.throttle : service.outage;
}

async function throughFaults(store: FaultStore, call: AllowedCall): Promise<AwsResponse> {
  const service = kinds[call.service];
  if (!service) return call.proceed();
  const names = namesIn(call, service.name);
  const fits = ({ target }: { target: ServiceTarget | { function: string } }) =>
    isMeant(target, service.kind, names, call);

  const throttle = store.hit('throttle', fits);
  if (throttle) {
    throttle.record(names.join(), call.operation);
    throw service.throttle;
  }
  const outage = store.hit('outage', fits);
  if (!outage) return call.operation === 'PutEvents' ? putEventsWithFailures(store, call) : call.proceed();
  const { as } = outage.rule;
  outage.record(names.join(), `${call.operation} ${as}`);
  if (as === 'error') throw service.outage;
  if (as === 'lost-reply') await call.proceed();
  throw new ConnectionBroken();
}

function namesIn({ accesses }: AllowedCall, pattern: RegExp): string[] {
  return [...new Set(accesses.flatMap(({ resource }) => pattern.exec(resource)?.[1] ?? []))];
}

function isMeant(
  target: ServiceTarget | { function: string },
  kind: Kind,
  names: readonly string[],
  { operation }: Pick<AllowedCall, 'operation'>,
): boolean {
  if (!(kind in target) || !('table' in target || 'bucket' in target || 'queue' in target || 'bus' in target))
    return false;
  const pattern = patternOf(target, kind);
  if (pattern === undefined) return false;
  if (target.operations && !target.operations.includes(operation)) return false;
  return names.some((name) => matches(pattern, name));
}

function patternOf(target: ServiceTarget, kind: Kind): string | undefined {
  return new Map(
    Object.entries(target).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  ).get(kind);
}
