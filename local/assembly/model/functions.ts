import type { ResourceStatement } from '../../aws/iam/policy-document.ts';
import type { FunctionDefinition, QueueSourceDefinition } from '../../lambda/definition.ts';
import type { Stack } from '../load.ts';
import type { ResolvedStack } from '../resolve.ts';
import {
  eventInvokeConfig,
  eventSourceMapping,
  functionNameOf,
  lambdaFunction,
  permission,
} from '../resources/lambda.ts';
import { pick, placeOf, type Resource } from './pick.ts';

type Asynchronous = NonNullable<FunctionDefinition['asynchronous']>;

export function readFunctions(stacks: readonly ResolvedStack[], loaded: readonly Stack[]): FunctionDefinition[] {
  const asynchronous = readAsynchronous(stacks);
  return pick(stacks, lambdaFunction).map((each) => {
    const { properties } = each;
    const invoke = asynchronous.get(each.name);
    return {
      name: each.name,
      arn: each.arn,
      roleArn: properties.Role,
      assetPath: assetOf(each, properties.Code.S3Key, loaded),
      handler: properties.Handler,
      environment: properties.Environment?.Variables ?? {},
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      ...(properties.ReservedConcurrentExecutions !== undefined && {
        reservedConcurrency: properties.ReservedConcurrentExecutions,
      }),
      ...(invoke && { asynchronous: invoke }),
    };
  });
}

function assetOf(resource: Resource<unknown>, key: string, loaded: readonly Stack[]): string {
  const path = loaded.find(({ name }) => name === resource.stack)?.assets.get(key);
  if (path === undefined)
    throw new Error(`${placeOf(resource)}: the assembly has no asset with the object key "${key}".`);
  return path;
}

function readAsynchronous(stacks: readonly ResolvedStack[]): Map<string, Asynchronous> {
  return new Map(
    pick(stacks, eventInvokeConfig).map(({ properties }): [string, Asynchronous] => {
      const onFailure = properties.DestinationConfig?.OnFailure?.Destination;
      const onSuccess = properties.DestinationConfig?.OnSuccess?.Destination;
      return [
        functionNameOf(properties.FunctionName),
        {
          maximumRetryAttempts: properties.MaximumRetryAttempts,
          maximumEventAgeSeconds: properties.MaximumEventAgeInSeconds,
          ...(onFailure !== undefined && { onFailureArn: onFailure }),
          ...(onSuccess !== undefined && { onSuccessArn: onSuccess }),
        },
      ];
    }),
  );
}

export function readQueueSources(stacks: readonly ResolvedStack[]): QueueSourceDefinition[] {
  return pick(stacks, eventSourceMapping).map(({ properties }) => ({
    queueArn: properties.EventSourceArn,
    functionName: functionNameOf(properties.FunctionName),
    batchSize: properties.BatchSize,
    batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
    ...(properties.ScalingConfig && { maximumConcurrency: properties.ScalingConfig.MaximumConcurrency }),
    reportsBatchItemFailures: properties.FunctionResponseTypes.length > 0,
    enabled: properties.Enabled,
  }));
}

/** Function name → the statements of its resource policy, one per `AWS::Lambda::Permission`. */
export function readFunctionPolicies(
  stacks: readonly ResolvedStack[],
  functions: readonly FunctionDefinition[],
): Map<string, ResourceStatement[]> {
  const policies = new Map<string, ResourceStatement[]>(functions.map(({ name }) => [name, []]));
  for (const { properties, ...place } of pick(stacks, permission)) {
    const name = functionNameOf(properties.FunctionName);
    const statements = policies.get(name);
    if (!statements) throw new Error(`${placeOf(place)}: no template has the function "${name}".`);
    statements.push({
      effect: 'Allow',
      principals: { aws: [], services: [properties.Principal] },
      actions: { not: false, values: [properties.Action] },
      resources: { not: false, values: ['*'] },
      conditions: [
        ...equals('ArnLike', 'aws:SourceArn', properties.SourceArn),
        ...equals('StringEquals', 'aws:SourceAccount', properties.SourceAccount),
      ],
    });
  }
  return policies;
}

function equals(operator: string, key: string, value: string | undefined): ResourceStatement['conditions'] {
  return value === undefined ? [] : [{ operator, ifExists: false, key, values: [value] }];
}
