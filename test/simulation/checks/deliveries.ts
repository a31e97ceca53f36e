import { Webhook } from 'standardwebhooks';
import { wants } from '../endpoints.ts';
import { type Check, feedOf } from './world.ts';

/** A receiver that is well has seen every event that it wants, signed, with the body that the feed shows. */
export const deliveriesReachEverybody: Check = async (world) => {
  const violations: string[] = [];
  for (const { id, tenant, secret, types, receiver } of world.endpoints) {
    if (!receiver) continue;
    const accepted = receiver.received.filter(({ answered }) => answered === 200);
    const seen = new Set(accepted.map(({ headers }) => headers['webhook-id']));
    const wanted = (await feedOf(world, tenant)).items.filter(({ event }) => wants({ types }, event.type));
    // What happened before the endpoint was there is not for it.
    const first = wanted.findIndex(({ event }) => seen.has(event.id));
    const missing = first < 0 ? wanted : wanted.slice(first).filter(({ event }) => !seen.has(event.id));
    violations.push(...missing.map(({ event }) => `${event.type} ${event.id} did not reach ${id} of ${tenant.name}`));
    const unwanted = accepted.filter(({ body }) => !wants({ types }, typeOf(body)));
    violations.push(...unwanted.map(({ body }) => `${typeOf(body)} reached ${id}, which does not want it`));
    violations.push(...accepted.filter((each) => !isSigned(secret, each)).map(() => `a signature at ${id} is wrong`));
  }
  return violations;
};

function typeOf(body: string): string {
  const event: unknown = JSON.parse(body);
  return typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : 'nothing';
}

/** The client of customers also compares the time stamp with the real clock, which is another one here: so that is left out. */
function isSigned(
  secret: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: string },
): boolean {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': given = '' } = headers;
  const expected = new Webhook(secret).sign(id, new Date(Number(timestamp) * 1_000), body);
  return given.split(' ').includes(expected);
}
