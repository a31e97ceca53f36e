import { z } from 'zod';
import type { AllowedCall } from '../aws/edge.ts';
import { jsonBody, jsonReply } from '../aws/json-protocol.ts';
import type { AwsResponse } from '../aws/service.ts';
import { type FaultStore, matches } from './fault-store.ts';

const Input = z.object({ Entries: z.array(z.looseObject({ EventBusName: z.string().optional() })) });
const Output = z.object({ FailedEntryCount: z.number(), Entries: z.array(z.unknown()) });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
const refused = { ErrorCode: 'InternalFailure', ErrorMessage: 'The entry failed because of an unknown error.' };

/** PutEvents of which some entries fail: those never reach the bus, the others do, and the reply keeps the order. */
export async function putEventsWithFailures(store: FaultStore, call: AllowedCall): Promise<AwsResponse> {
  const input = jsonBody(call.request);
  const parsed = Input.safeParse(input);
  if (!parsed.success) return call.proceed();
  const fails = parsed.data.Entries.map(({ EventBusName }) => entryFails(store, EventBusName));
  if (!fails.includes(true)) return call.proceed();
  const passed = parsed.data.Entries.filter((_, index) => !fails[index]);
  const reply =
    passed.length === 0 ? { FailedEntryCount: 0, Entries: [] } : await put(call, { ...input, Entries: passed });
  if (reply === undefined) return call.proceed();
  const done = reply.Entries.values();
  const Entries = fails.map((isRefused) => (isRefused ? refused : done.next().value));
  return jsonReply({ FailedEntryCount: reply.FailedEntryCount + fails.filter(Boolean).length, Entries }, '1.1');
}

/** Undefined where the service refuses the call as a whole: then the refusal is the answer. */
async function put(call: AllowedCall, input: object): Promise<z.output<typeof Output> | undefined> {
  const { status, body } = await call.proceed(Buffer.from(JSON.stringify(input)));
  return status === 200 ? Output.parse(JSON.parse(String(body))) : undefined;
}

function entryFails(store: FaultStore, bus = 'default'): boolean {
  const name = bus.split('/').at(-1) ?? bus;
  const hit = store.hit('partial-failure', ({ target }) => matches(target.bus, name));
  hit?.record(name, 'PutEvents');
  return hit !== undefined;
}

/** Whether the target of a rule gets this event once more. The ARN of a rule names its bus unless it is the default one. */
export function isEventDoubled(store: FaultStore, ruleArn: string): boolean {
  const bus = /:rule\/([^/]+)\/[^/]+$/.exec(ruleArn)?.[1] ?? 'default';
  const hit = store.hit('duplicate-event', ({ target }) => matches(target.bus, bus));
  hit?.record(bus, ruleArn);
  return hit !== undefined;
}
