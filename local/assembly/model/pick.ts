import type { z } from 'zod';
import type { ResolvedResource, ResolvedStack } from '../resolve.ts';
import type { ResourceType } from '../resource-type.ts';

/** One resource of the template, with its properties in CloudFormation's words. */
export interface Resource<P> {
  readonly stack: string;
  readonly logicalId: string;
  /** The physical name. */
  readonly name: string;
  readonly ref: string;
  /** Empty where the type has no ARN. */
  readonly arn: string;
  readonly properties: P;
}

/** All resources of one type, over all stacks. */
export function pick<P extends z.ZodType>(
  stacks: readonly ResolvedStack[],
  type: ResourceType<P>,
): Resource<z.output<P>>[] {
  return stacks
    .flatMap((stack) => stack.resources)
    .filter((resource) => resource.definition.type === type.type)
    .map((resource) => ({
      stack: resource.stack.name,
      logicalId: resource.logicalId,
      name: resource.subject.name,
      ref: type.ref(resource.subject),
      arn: type.attributes.Arn?.(resource.subject) ?? '',
      properties: understood(resource, type.properties),
    }));
}

/** Stops at the first property of any resource that is not understood, whether the model asks for that resource or not. */
export function refuseUnknownProperties(stacks: readonly ResolvedStack[]): void {
  for (const resource of stacks.flatMap((stack) => stack.resources))
    understood(resource, resource.definition.properties);
}

export function placeOf({ stack, logicalId }: Pick<Resource<unknown>, 'stack' | 'logicalId'>): string {
  return `Stack ${stack}, ${logicalId}`;
}

function understood<P extends z.ZodType>(resource: ResolvedResource, properties: P): z.output<P> {
  const parsed = properties.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const where = placeOf({ stack: resource.stack.name, logicalId: resource.logicalId });
  throw new Error(
    `${where} (${resource.definition.type}): the local runtime does not understand:\n${parsed.error.issues.map(tell).join('\n')}`,
  );
}

function tell(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return `  ${path.join('.')}: ${issue.message}`;
  return issue.keys.map((key) => `  ${[...path, key].join('.')}: unknown property`).join('\n');
}
