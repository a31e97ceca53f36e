import type { ResourceStatement } from '../aws/iam/policy-document.ts';
import type { HttpApiDefinition } from '../http-api/definition.ts';
import type { FunctionDefinition, QueueSourceDefinition } from '../lambda/definition.ts';
import type { Value } from './intrinsics.ts';
import { loadAssembly } from './load.ts';
import { readFunctionPolicies, readFunctions, readQueueSources } from './model/functions.ts';
import { readHttpApi } from './model/http-api.ts';
import { pick, type Resource, refuseUnknownProperties } from './model/pick.ts';
import { type RoleModel, readRoles } from './model/roles.ts';
import { type BucketModel, type QueueModel, readBuckets, readQueues, readTables } from './model/storage.ts';
import { resolveStacks } from './resolve.ts';
import type { Endpoints } from './resource-type.ts';
import type { TableProperties } from './resources/dynamodb.ts';
import * as events from './resources/events.ts';
import { key } from './resources/kms.ts';
import { type ScheduleProperties, schedule, scheduleGroup } from './resources/scheduler.ts';
import { type SecretProperties, secret } from './resources/secrets-manager.ts';
import { emailIdentity } from './resources/ses.ts';

type PropertiesOf<T extends { properties: { _zod: { output: unknown } } }> = T['properties']['_zod']['output'];

/** Everything that all stacks of the assembly ask for, resolved. */
export interface AssemblyModel {
  readonly tables: readonly Resource<TableProperties>[];
  readonly queues: readonly QueueModel[];
  readonly buckets: readonly BucketModel[];
  readonly buses: readonly Resource<PropertiesOf<typeof events.eventBus>>[];
  readonly rules: readonly Resource<events.RuleProperties>[];
  readonly archives: readonly Resource<PropertiesOf<typeof events.archive>>[];
  readonly scheduleGroups: readonly Resource<PropertiesOf<typeof scheduleGroup>>[];
  readonly schedules: readonly Resource<ScheduleProperties>[];
  readonly secrets: readonly Resource<SecretProperties>[];
  readonly identities: readonly Resource<PropertiesOf<typeof emailIdentity>>[];
  readonly keys: readonly Resource<PropertiesOf<typeof key>>[];
  readonly functions: readonly FunctionDefinition[];
  /** Who may invoke a function besides roles: function name → its resource policy. */
  readonly functionPolicies: ReadonlyMap<string, readonly ResourceStatement[]>;
  readonly queueSources: readonly QueueSourceDefinition[];
  readonly httpApi?: HttpApiDefinition;
  readonly roles: readonly RoleModel[];
  /** Stack name → output name → value. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}

/** Reads a cloud assembly folder (`cdk.out`). Throws at anything that it does not understand, and says where it stands. */
export async function readAssembly(directory: string, endpoints: Endpoints): Promise<AssemblyModel> {
  const loaded = await loadAssembly(directory);
  const stacks = resolveStacks(loaded, endpoints);
  refuseUnknownProperties(stacks);
  const functions = readFunctions(stacks, loaded);
  const httpApi = readHttpApi(stacks);
  const roles = readRoles(stacks);
  refuseUntrustedRoles(functions, roles);
  return {
    tables: readTables(stacks),
    queues: readQueues(stacks),
    buckets: readBuckets(stacks),
    buses: pick(stacks, events.eventBus),
    rules: pick(stacks, events.rule),
    archives: pick(stacks, events.archive),
    scheduleGroups: pick(stacks, scheduleGroup),
    schedules: pick(stacks, schedule),
    secrets: pick(stacks, secret),
    identities: pick(stacks, emailIdentity),
    keys: pick(stacks, key),
    functions,
    functionPolicies: readFunctionPolicies(stacks, functions),
    queueSources: readQueueSources(stacks),
    ...(httpApi && { httpApi }),
    roles,
    outputs: Object.fromEntries(stacks.map(({ name, outputs }) => [name, outputs])),
  };
}

/** Lambda refuses a role that it cannot assume when the function is made. */
function refuseUntrustedRoles(functions: readonly FunctionDefinition[], roles: readonly RoleModel[]): void {
  for (const { name, roleArn } of functions) {
    const role = roles.find(({ arn }) => arn === roleArn);
    if (!role) throw new Error(`The function "${name}" runs as ${roleArn}, which no template has.`);
    if (
      !role.trust.some(
        ({ effect, principals }) => effect === 'Allow' && principals.services.includes('lambda.amazonaws.com'),
      )
    )
      throw new Error(`The role defined for the function cannot be assumed by Lambda: "${name}", ${roleArn}.`);
  }
}
