import { z } from 'zod';
import { type Condition, parseOperator } from './condition.ts';

/** A list of patterns, or everything but them (`NotAction`, `NotResource`). */
export interface Patterns {
  readonly not: boolean;
  readonly values: readonly string[];
}

export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  readonly resources: Patterns;
  readonly conditions: readonly Condition[];
}

/** A statement of a resource policy or of a role's trust policy. `*` stands for everyone. */
export interface ResourceStatement extends Statement {
  readonly principals: { readonly aws: readonly string[]; readonly services: readonly string[] };
}

const oneOrMore = z.union([z.string().transform((value) => [value]), z.array(z.string())]);
const conditionValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const conditionValues = z.union([conditionValue.transform((value) => [value]), z.array(conditionValue)]);

const rawStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), conditionValues)).optional(),
  Principal: z
    .union([
      z.literal('*'),
      z.strictObject({ AWS: oneOrMore.optional(), Service: oneOrMore.optional(), Federated: oneOrMore.optional() }),
    ])
    .optional(),
});
type RawStatement = z.output<typeof rawStatement>;

const rawDocument = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([rawStatement.transform((statement) => [statement]), z.array(rawStatement)]),
});

/** `where` names the policy in errors, e.g. `stack Auth, resource ApiRole`. */
export function parseIdentityPolicy(document: unknown, where: string): Statement[] {
  return statementsOf(document, where).map((raw) => {
    if (raw.Principal !== undefined) throw new Error(`${where}: an identity policy names no Principal.`);
    return toStatement(raw, where, requirePatterns(raw.Resource, raw.NotResource, 'Resource', where));
  });
}

export function parseResourcePolicy(document: unknown, where: string): ResourceStatement[] {
  return statementsOf(document, where).map((raw) => {
    const principal = raw.Principal;
    if (principal === undefined) throw new Error(`${where}: a resource policy names a Principal.`);
    const resources = patterns(raw.Resource, raw.NotResource) ?? { not: false, values: ['*'] };
    return { ...toStatement(raw, where, resources), principals: principalsOf(principal, where) };
  });
}

function principalsOf(
  principal: NonNullable<RawStatement['Principal']>,
  where: string,
): ResourceStatement['principals'] {
  if (principal === '*') return { aws: ['*'], services: ['*'] };
  if (principal.Federated) throw new Error(`${where}: Federated principals are not supported locally.`);
  return { aws: principal.AWS ?? [], services: principal.Service ?? [] };
}

function statementsOf(document: unknown, where: string): RawStatement[] {
  const parsed = rawDocument.safeParse(document);
  if (!parsed.success) throw new Error(`${where}: the policy cannot be read.\n${z.prettifyError(parsed.error)}`);
  return parsed.data.Statement;
}

function toStatement(raw: RawStatement, where: string, resources: Patterns): Statement {
  const statement = {
    effect: raw.Effect,
    actions: requirePatterns(raw.Action, raw.NotAction, 'Action', where),
    resources,
    conditions: conditionsOf(raw, where),
  };
  refuseVariables([...resources.values, ...statement.conditions.flatMap((condition) => condition.values)], where);
  return raw.Sid === undefined ? statement : { ...statement, sid: raw.Sid };
}

function conditionsOf(raw: RawStatement, where: string): Condition[] {
  return Object.entries(raw.Condition ?? {}).flatMap(([name, keys]) => {
    const operator = named(where, () => parseOperator(name));
    return Object.entries(keys).map(([key, values]) => ({ ...operator, key, values }));
  });
}

function named<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function refuseVariables(values: readonly string[], where: string): void {
  const variable = values.find((value) => value.includes('${'));
  if (variable) throw new Error(`${where}: policy variables are not supported locally: "${variable}".`);
}

function patterns(values: string[] | undefined, notValues: string[] | undefined): Patterns | undefined {
  if (values) return { not: false, values };
  return notValues ? { not: true, values: notValues } : undefined;
}

function requirePatterns(
  values: string[] | undefined,
  not: string[] | undefined,
  word: string,
  where: string,
): Patterns {
  const found = values && not ? undefined : patterns(values, not);
  if (!found) throw new Error(`${where}: a statement needs exactly one of ${word} and Not${word}.`);
  return found;
}
