import { type Check, storedTasks } from './world.ts';

/** `reserved = used + refunded` of each task, and the month counts exactly what was used. */
export const reservationsAreSettled: Check = async (world) => {
  const used = new Map<string, number>();
  const unsettled: string[] = [];
  for (const { id, orgId, quota } of await storedTasks(world)) {
    if (!quota) continue;
    if (quota.reserved !== quota.used + quota.refunded) unsettled.push(`${id} has ${JSON.stringify(quota)}`);
    const counter = `ORG#${orgId} QUOTA#${quota.month}#${quota.metered}`;
    used.set(counter, (used.get(counter) ?? 0) + quota.used);
  }
  const items = await world.platform.items('-tasks-');
  const counted = new Map(
    items
      .filter(({ sk }) => /^QUOTA#/.test(String(sk)))
      .map(({ pk, sk, used: count }) => [`${pk} ${sk}`, Number(count ?? 0)]),
  );
  const counters = new Set([...used.keys(), ...counted.keys()]);
  const wrong = [...counters].filter((counter) => (used.get(counter) ?? 0) !== (counted.get(counter) ?? 0));
  return [
    ...unsettled,
    ...wrong.map(
      (counter) => `${counter} counts ${counted.get(counter) ?? 0}, the tasks used ${used.get(counter) ?? 0}`,
    ),
  ];
};

/** With nothing at work, no organization has a task at work or in line, and no marks are left but those that expire. */
export const lanesAreEmpty: Check = async (world) => {
  const items = await world.platform.items('-tasks-');
  const lanes = items.filter(({ sk }) => /^LANE#/.test(String(sk)));
  const busy = lanes.filter(({ active, waiting }) => Number(active ?? 0) !== 0 || Number(waiting ?? 0) !== 0);
  const marks = items.filter(({ sk, ttl }) => /^(WAIT|SINGLE|DEBOUNCE)#/.test(String(sk)) && ttl === undefined);
  return [
    ...busy.map(({ pk, sk, active, waiting }) => `${pk} ${sk} has ${active ?? 0} at work and ${waiting ?? 0} waiting`),
    ...marks.map(({ pk, sk }) => `${pk} ${sk} is left`),
  ];
};
