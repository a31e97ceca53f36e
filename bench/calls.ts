import type { FunctionDefinition } from '../local/lambda/definition.ts';

export interface RecordedCall {
  readonly service: string;
  readonly operation: string;
  readonly functionName?: string;
  /** Of DynamoDB: how many items it reads or writes. */
  readonly items: number;
}

/** What Lambda's own poller does for a queue; AWS bills it, the function does not wait for it. */
const polling = new Set(['ReceiveMessage', 'DeleteMessage', 'DeleteMessageBatch', 'GetQueueAttributes']);

/** The AWS calls that one function made itself. */
export function callsOf(recorded: readonly RecordedCall[], fn: FunctionDefinition): RecordedCall[] {
  return recorded.filter((call) => call.functionName === fn.name && !polling.has(call.operation));
}

export function functionNamed(name: string, functions: readonly FunctionDefinition[]): FunctionDefinition {
  const fn = functions.find((each) => nameOf(each) === name);
  if (!fn) throw new Error(`No function is ${name}.`);
  return fn;
}

/** `odavl-local-auth-AuthorizerFunction…` is `auth/authorizer`. */
export function nameOf(fn: FunctionDefinition): string {
  const known: readonly (readonly [RegExp, string])[] = [
    [/-auth-ApiFunction/, 'auth/api'],
    [/-auth-AuthorizerFunction/, 'auth/authorizer'],
    [/-auth-MailerFunction/, 'auth/on-mail-requested'],
    [/-auth-CloseRotatedKeysFunction/, 'auth/close-rotated-keys'],
    [/-auth-PublishKeysFunction/, 'auth/publish-keys'],
    [/-auth-ChainAuditFunction/, 'auth/chain-audit'],
    [/-auth-EraseAccountsFunction/, 'auth/erase-accounts'],
    [/-auth-EraseOrganizationsFunction/, 'auth/erase-organizations'],
    [/-auth-OutboxJobFunction/, 'auth/publish-outbox'],
    [/-auth-PlanChangerFunction/, 'auth/on-subscription-changed'],
    [/-tasks-ApiFunction/, 'tasks/api'],
    [/-tasks-SweeperFunction/, 'tasks/sweep'],
    [/-tasks-UploadsInspectorFunction/, 'tasks/on-upload'],
    [/-tasks-TickSchedulesFunction/, 'tasks/tick-schedules'],
    [/-tasks-ErasureWorkerFunction/, 'tasks/on-organization-deleted'],
    [/-events-ApiFunction/, 'events/api'],
    [/-events-FeederFunction/, 'events/on-event'],
    [/-events-OutboxJobFunction/, 'events/publish-outbox'],
    [/-events-ErasureWorkerFunction/, 'events/on-organization-deleted'],
    [/-guardian-run\w*-ApiFunction/, 'guardian-runner/api'],
    [/-guardian-run\w*-WorkerFunction/, 'guardian-runner/on-guardian-test'],
    [/-guardian-run\w*-BatchWorkerFunction/, 'guardian-runner/on-guardian-batch'],
    [/-guardian-run\w*-SubmissionsFunction/, 'guardian-runner/on-submission'],
    [/-guardian-run\w*-ErasureWorkerFunction/, 'guardian-runner/on-organization-deleted'],
    [/-guardian-run\w*-OutboxJobFunction/, 'guardian-runner/publish-outbox'],
    [/-insight-run\w*-ApiFunction/, 'insight-runner/api'],
    [/-insight-run\w*-WorkerFunction/, 'insight-runner/on-insight-analysis'],
    [/-insight-run\w*-ErasureWorkerFunction/, 'insight-runner/on-organization-deleted'],
    [/-insight-run\w*-OutboxJobFunction/, 'insight-runner/publish-outbox'],
    [/-autopilot-run\w*-ApiFunction/, 'autopilot-runner/api'],
    [/-autopilot-run\w*-WorkerFunction/, 'autopilot-runner/on-autopilot-run'],
    [/-autopilot-run\w*-ErasureWorkerFunction/, 'autopilot-runner/on-organization-deleted'],
    [/-autopilot-run\w*-OutboxJobFunction/, 'autopilot-runner/publish-outbox'],
    [/-events-PumpFeedFunction/, 'events/on-feed'],
    [/-events-DeliverFunction/, 'events/deliver'],
    [/-events-SweepDeliveriesFunction/, 'events/sweep-deliveries'],
    [/-reference-ApiFunction/, 'platform/api'],
  ];
  const found = known.find(([pattern]) => pattern.test(fn.name));
  if (!found) throw new Error(`bench/calls.ts does not know the function ${fn.name}.`);
  return found[1];
}
