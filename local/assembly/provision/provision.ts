import type { AssemblyModel } from '../model.ts';
import { busName } from '../resources/events.ts';
import { provisionBucket } from './buckets.ts';
import { type Clients, createClients, destroyClients, type Target } from './clients.ts';
import { provisionArchive, provisionBus, provisionRule, removeRule } from './events.ts';
import { provisionIdentity } from './identities.ts';
import { type Ledger, readLedger, writeLedger } from './ledger.ts';
import { deadLettersFirst, provisionQueue } from './queues.ts';
import { provisionSchedule, provisionScheduleGroup, removeSchedule } from './schedules.ts';
import { provisionSecret } from './secrets.ts';
import { provisionTable } from './tables.ts';

export interface ProvisionOptions extends Target {
  /** Whether the endpoint takes the ARNs of the template's keys. The embedded services do; an emulator has no such keys. */
  readonly kms: boolean;
  /** Remembers rules and schedules over restarts, so that those that left the template are removed. */
  readonly ledgerFile: string;
}

export interface Provisioned {
  /** Secret name → ARN. Where one is not what the template resolved to, read the assembly again with these. */
  readonly secretArns: Readonly<Record<string, string>>;
}

/** Makes what the templates ask for, or brings it up to date. Data that is there stays. */
export async function provision(model: AssemblyModel, options: ProvisionOptions): Promise<Provisioned> {
  const clients = createClients(options);
  try {
    const before = await readLedger(options.ledgerFile);
    const now = ledgerOf(model);
    // First both, so that a kill on the way forgets nothing.
    await writeLedger(options.ledgerFile, {
      rules: [...before.rules, ...now.rules],
      schedules: [...before.schedules, ...now.schedules],
    });
    const secrets = provisionSecrets(clients, model, options.kms);
    await Promise.all([
      ...model.tables.map((table) => provisionTable(clients.dynamodb, table, options.kms)),
      ...model.buckets.map((bucket) => provisionBucket(clients.s3, bucket, options.kms)),
      ...model.identities.map(({ name }) => provisionIdentity(clients.ses, name)),
      provisionQueues(clients, model, options.kms),
      secrets,
    ]);
    // What sends comes after what it sends to.
    await Promise.all([provisionEvents(clients, model), provisionSchedules(clients, model)]);
    await removeLeftovers(clients, before, now);
    await writeLedger(options.ledgerFile, now);
    return { secretArns: await secrets };
  } finally {
    destroyClients(clients);
  }
}

async function provisionQueues(clients: Clients, model: AssemblyModel, kms: boolean): Promise<void> {
  for (const queue of deadLettersFirst(model.queues)) await provisionQueue(clients.sqs, queue, kms);
}

async function provisionSecrets(clients: Clients, model: AssemblyModel, kms: boolean): Promise<Record<string, string>> {
  const arns = await Promise.all(
    model.secrets.map(async (secret) => [secret.name, await provisionSecret(clients.secrets, secret, kms)]),
  );
  return Object.fromEntries(arns);
}

async function provisionEvents(clients: Clients, model: AssemblyModel): Promise<void> {
  await Promise.all(model.buses.map((bus) => provisionBus(clients.events, bus)));
  await Promise.all(model.archives.map((archive) => provisionArchive(clients.events, archive)));
  await Promise.all(model.rules.map((rule) => provisionRule(clients.events, rule)));
}

async function provisionSchedules(clients: Clients, model: AssemblyModel): Promise<void> {
  await Promise.all(model.scheduleGroups.map(({ name }) => provisionScheduleGroup(clients.scheduler, name)));
  await Promise.all(model.schedules.map((schedule) => provisionSchedule(clients.scheduler, schedule)));
}

async function removeLeftovers(clients: Clients, before: Ledger, now: Ledger): Promise<void> {
  const rules = before.rules.filter((old) => !now.rules.some(({ bus, name }) => bus === old.bus && name === old.name));
  const schedules = before.schedules.filter(
    (old) => !now.schedules.some(({ group, name }) => group === old.group && name === old.name),
  );
  await Promise.all([
    ...rules.map((rule) => removeRule(clients.events, rule)),
    ...schedules.map((schedule) => removeSchedule(clients.scheduler, schedule)),
  ]);
}

function ledgerOf(model: AssemblyModel): Ledger {
  return {
    rules: model.rules.map(({ name, properties }) => ({ bus: busName(properties.EventBusName), name })),
    schedules: model.schedules.map(({ name, properties }) => ({ group: properties.GroupName, name })),
  };
}
