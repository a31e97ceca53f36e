import { customerEvents } from '../../../lambdas/events/feed/catalog.ts';
import { type Check, feedOf } from './world.ts';

/** 1, 2, 3 … up to the last number, each event under one number only. */
export const feedHasNoHole: Check = async (world) => {
  const violations: string[] = [];
  for (const tenant of world.tenants) {
    const { items, lastSequence } = await feedOf(world, tenant);
    const holes = items.filter(({ sequence }, index) => sequence !== index + 1);
    if (holes[0]) violations.push(`the feed of ${tenant.name} has a hole before ${holes[0].sequence}`);
    if (items.length !== lastSequence)
      violations.push(`the feed of ${tenant.name} shows ${items.length} of ${lastSequence}`);
    const ids = new Set(items.map(({ event }) => event.id));
    if (ids.size !== items.length)
      violations.push(`the feed of ${tenant.name} has ${items.length - ids.size} events twice`);
  }
  return violations;
};

/** What was on the bus for customers is in the feed of its organization, and nothing else is. */
export const eventsAreInTheFeed: Check = async (world) => {
  const types = new Set(customerEvents.map(({ type }) => type));
  const violations: string[] = [];
  for (const tenant of world.tenants) {
    const inFeed = new Set((await feedOf(world, tenant)).items.map(({ event }) => event.id));
    const onBus = [...world.busEvents.values()].filter(({ orgId, type }) => orgId === tenant.orgId && types.has(type));
    const missing = onBus.filter(({ id }) => !inFeed.has(id));
    violations.push(
      ...missing.map(({ id, type }) => `${type} ${id} was on the bus, and is not in the feed of ${tenant.name}`),
    );
  }
  return violations;
};
