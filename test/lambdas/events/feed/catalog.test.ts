import { globSync, readFileSync } from 'node:fs';
import { CloudEvent } from 'cloudevents';
import { describe, expect, test } from 'vitest';
import { catalog, customerEvents } from '../../../../lambdas/events/feed/catalog.ts';
import { listEventTypes, readEventType } from '../../../../lambdas/events/feed/list-event-types.ts';
import { customerPrefixes } from '../../../../lib/constructs/event-archive.ts';

const deps = { apiUrl: 'https://api.example.com' };

/** What we promise that customers can subscribe to. */
const promised = [
  ...['queued', 'started', 'progressed', 'succeeded', 'failed', 'cancelled'].map((name) => `task.${name}.v1`),
  ...['insight.analysis.completed.v1', 'autopilot.run.completed.v1', 'autopilot.run.rolled-back.v1'],
  ...['guardian.test.completed.v1', 'guardian.gate.failed.v1', 'guardian.monitor.down.v1', 'guardian.monitor.up.v1'],
  ...['intelligence.anomaly.detected.v1', 'marketplace.package.published.v1', 'marketplace.package.deprecated.v1'],
  ...['added', 'removed', 'role-changed'].map((name) => `organization.member.${name}.v1`),
  ...['project.created.v1', 'project.deleted.v1', 'usage.limit.warning.v1', 'usage.limit.exceeded.v1'],
  ...['billing.subscription.changed.v1', 'security.refresh-reuse.v1', 'security.key-leaked.v1'],
];

test('customers may subscribe to exactly what was promised', () => {
  expect(customerEvents.map(({ type }) => type)).toEqual(promised.toSorted());
});

describe.each([...catalog.values()].map((definition) => [definition.type, definition] as const))(
  '%s',
  (type, definition) => {
    test('has a versioned name, a description, and an example that parses and changes nothing', () => {
      expect(type).toMatch(/^[a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*)+\.v\d+$/);
      expect(definition.description).toMatch(/^[A-Z].{15,}\.$/s);
      expect(definition.payload.parse(definition.example)).toEqual(definition.example);
    });

    test('passes the rule of the feed exactly when it is for customers', () => {
      const passes = customerPrefixes.some((prefix) => type.startsWith(prefix));
      expect(passes).toBe(definition.audience === 'customers');
    });
  },
);

test('no two definitions have one name', () => {
  const files = globSync('{lambdas/*,shared/task}/events.ts');
  const types = files.flatMap((file) => readFileSync(file, 'utf8').match(/(?<=^ +type: ')[^']+\.v\d+(?=',$)/gm) ?? []);
  expect(types.toSorted()).toEqual([...catalog.keys()]);
});

test('each type can be read with JSON Schema and an example that the cloudevents client takes', async () => {
  const { items } = await listEventTypes({ deps });
  expect(items.map(({ type }) => type)).toEqual(promised.toSorted());
  for (const item of items) {
    const event = new CloudEvent({ ...item.example }, true);
    expect(event.dataschema).toBe(`https://api.example.com/v1/event-types/${item.type}`);
    expect(item).toMatchObject({ version: 1, dataSchema: { type: 'object', required: expect.any(Array) } });
    expect(JSON.stringify(item.dataSchema)).not.toMatch(/"additionalProperties":false|9007199254740991/);
    if (item.subject !== undefined) expect(event.subject).toBeTruthy();
    expect(await readEventType({ deps, input: { type: item.type } })).toEqual(item);
  }
});

test.each(['task.queued.v2', 'auth.mail-requested.v1', '__proto__'])('%s is not there for customers', async (type) => {
  await expect(readEventType({ deps, input: { type } })).rejects.toMatchObject({ code: 'not_found' });
});
