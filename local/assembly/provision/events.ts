import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type DescribeRuleCommandOutput,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
  UpdateArchiveCommand,
} from '@aws-sdk/client-eventbridge';
import type { AssemblyModel } from '../model.ts';
import { busName } from '../resources/events.ts';
import { existing, sameJson } from './existing.ts';

type Bus = AssemblyModel['buses'][number];
type Archive = AssemblyModel['archives'][number];
type Rule = AssemblyModel['rules'][number];

export interface RuleName {
  readonly bus: string;
  readonly name: string;
}

export async function provisionBus(client: EventBridgeClient, { name: Name, properties }: Bus): Promise<void> {
  if (await existing(client.send(new DescribeEventBusCommand({ Name })), 'ResourceNotFoundException')) return;
  await client.send(new CreateEventBusCommand({ Name, DeadLetterConfig: properties.DeadLetterConfig }));
}

export async function provisionArchive(client: EventBridgeClient, { name, properties }: Archive): Promise<void> {
  const found = await existing(
    client.send(new DescribeArchiveCommand({ ArchiveName: name })),
    'ResourceNotFoundException',
  );
  const wanted = {
    ArchiveName: name,
    Description: properties.Description,
    EventPattern: properties.EventPattern && JSON.stringify(properties.EventPattern),
    RetentionDays: properties.RetentionDays ?? 0,
  };
  if (!found) {
    await client.send(new CreateArchiveCommand({ ...wanted, EventSourceArn: properties.SourceArn }));
    return;
  }
  const pattern: unknown = found.EventPattern === undefined ? undefined : JSON.parse(found.EventPattern);
  if (!sameJson(pattern, properties.EventPattern) || (found.RetentionDays ?? 0) !== wanted.RetentionDays)
    await client.send(new UpdateArchiveCommand(wanted));
}

/** What is unchanged is left alone: putting a rule again would start the interval of a rate() anew. */
export async function provisionRule(client: EventBridgeClient, { name: Name, properties }: Rule): Promise<void> {
  const EventBusName = busName(properties.EventBusName);
  const wanted = {
    Description: properties.Description,
    EventPattern: properties.EventPattern && JSON.stringify(properties.EventPattern),
    ScheduleExpression: properties.ScheduleExpression,
    State: properties.State,
    RoleArn: properties.RoleArn,
  };
  const found = await existing(
    client.send(new DescribeRuleCommand({ Name, EventBusName })),
    'ResourceNotFoundException',
  );
  if (!found || !isSameRule(found, wanted)) await client.send(new PutRuleCommand({ Name, EventBusName, ...wanted }));
  await bringTargetsUpToDate(client, { bus: EventBusName, name: Name }, properties.Targets);
}

function isSameRule(found: DescribeRuleCommandOutput, wanted: Partial<DescribeRuleCommandOutput>): boolean {
  const told = ({
    Description,
    EventPattern,
    ScheduleExpression,
    State,
    RoleArn,
  }: Partial<DescribeRuleCommandOutput>) => ({
    texts: [Description, ScheduleExpression, State, RoleArn].map((text) => text ?? ''),
    pattern: EventPattern ? JSON.parse(EventPattern) : null,
  });
  return sameJson(told(found), told(wanted));
}

async function bringTargetsUpToDate(
  client: EventBridgeClient,
  rule: RuleName,
  wanted: Rule['properties']['Targets'],
): Promise<void> {
  const found = await listTargets(client, rule);
  const stale = found.flatMap(({ Id }) => (Id === undefined || wanted.some((each) => each.Id === Id) ? [] : Id));
  const changed = wanted.filter((target) => !found.some((each) => sameJson(each, target)));
  const where = { Rule: rule.name, EventBusName: rule.bus };
  if (stale.length > 0) await client.send(new RemoveTargetsCommand({ ...where, Ids: stale }));
  if (changed.length > 0) await client.send(new PutTargetsCommand({ ...where, Targets: changed }));
}

/** A rule whose template is gone would go on sending events to functions that no longer exist. */
export async function removeRule(client: EventBridgeClient, rule: RuleName): Promise<void> {
  const found = await existing(listTargets(client, rule), 'ResourceNotFoundException');
  if (found === undefined) return;
  const Ids = found.flatMap(({ Id }) => Id ?? []);
  const where = { Rule: rule.name, EventBusName: rule.bus };
  if (Ids.length > 0) await client.send(new RemoveTargetsCommand({ ...where, Ids }));
  await client.send(new DeleteRuleCommand({ Name: rule.name, EventBusName: rule.bus }));
}

async function listTargets(client: EventBridgeClient, rule: RuleName): Promise<Target[]> {
  const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: rule.name, EventBusName: rule.bus }));
  return Targets;
}
