import { z } from 'zod';
import type { Principal } from '../service.ts';
import { accessDenied, invalidArgument, S3Error } from './errors.ts';
import type { PostForm } from './post-form.ts';
import { algorithm, type Credentials, credentialOf, parseAmzDate, parseScope, requireSignature } from './sigv4.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
const Policy = z.object({
  expiration: z.iso.datetime(),
  conditions: z.array(
    z.union([
      z.tuple([z.literal('content-length-range'), z.coerce.number().int(), z.coerce.number().int()]),
      z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
      z.record(z.string(), z.string()),
    ]),
  ),
});
type Policy = z.infer<typeof Policy>;

/** Fields that no condition needs to cover. */
const uncovered = new Set(['policy', 'x-amz-signature']);

/** Verifies the signature over the policy and says whose it is. */
export function postedBy(form: PostForm, credentials: Credentials): Principal {
  const need = (name: string): string => {
    const value = form.fields.get(name);
    if (value) return value;
    const message = `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`;
    throw invalidArgument(message, name, '');
  };
  if (form.fields.get('policy') === undefined) throw accessDenied();
  if (need('x-amz-algorithm') !== algorithm) throw invalidArgument(`X-Amz-Algorithm only supports "${algorithm}"`);
  const scope = parseScope(need('x-amz-credential'), (reason) =>
    invalidArgument(`Error parsing the X-Amz-Credential parameter; ${reason}`),
  );
  const date = need('x-amz-date');
  if (parseAmzDate(date) === undefined || !date.startsWith(scope.date))
    throw invalidArgument('Invalid x-amz-date', 'x-amz-date', date);
  const credential = credentialOf(credentials, scope.accessKeyId, form.fields.get('x-amz-security-token'));
  requireSignature(need('x-amz-signature'), need('policy'), scope, credential);
  return credential.principal;
}

/** Checks the form against the policy that it carries; `key` is the final one, after `${filename}`. */
export function requirePolicy(form: PostForm, bucket: string, key: string, now: number): void {
  const policy = parsePolicy(form.fields.get('policy') ?? '');
  if (Date.parse(policy.expiration) <= now) throw invalidByPolicy('Policy expired.');
  const fields = new Map([...form.fields, ['bucket', bucket], ['key', key]]);
  const covered = policy.conditions.flatMap((condition) => requireCondition(condition, fields, form.file.length));
  const extra = [...form.fields.keys()].filter(
    (name) => !covered.includes(name) && !uncovered.has(name) && !name.startsWith('x-ignore-'),
  );
  if (extra.length > 0) throw invalidByPolicy(`Extra input fields: ${extra.join(', ')}`);
}

type Condition = Policy['conditions'][number];

/** Throws unless the condition holds; returns the fields that it covers. */
function requireCondition(condition: Condition, fields: ReadonlyMap<string, string>, size: number): string[] {
  if (!Array.isArray(condition)) {
    return Object.entries(condition).flatMap(([name, value]) => requireField(['eq', `$${name}`, value], fields));
  }
  if (condition[0] !== 'content-length-range') return requireField(condition, fields);
  const [, min, max] = condition;
  if (size < min) throw entityTooSmall(size, min);
  if (size > max) throw entityTooLarge(size, max);
  return [];
}

type FieldCondition = readonly ['eq' | 'starts-with', string, string];

function requireField([operator, variable, wanted]: FieldCondition, fields: ReadonlyMap<string, string>): string[] {
  const name = variable.slice(1).toLowerCase();
  const value = fields.get(name);
  // "If the Content-Type value contains commas, every value in the list must match" (starts-with).
  const values = name === 'content-type' ? value?.split(',') : value === undefined ? undefined : [value];
  const isMet = operator === 'eq' ? value === wanted : values?.every((one) => one.startsWith(wanted));
  if (isMet) return [name];
  const condition = `["${operator}", "${variable}", "${wanted}"]`;
  throw invalidByPolicy(`Policy Condition failed: ${condition}`);
}

function parsePolicy(encoded: string): Policy {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new S3Error('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.', 400);
  }
  const policy = Policy.safeParse(document);
  if (policy.success) return policy.data;
  throw new S3Error('InvalidPolicyDocument', `Invalid Policy: ${z.prettifyError(policy.error)}`, 400);
}

function invalidByPolicy(reason: string): S3Error {
  return accessDenied(`Invalid according to Policy: ${reason}`);
}

export function entityTooLarge(size: number, max: number): S3Error {
  const message = 'Your proposed upload exceeds the maximum allowed size';
  return new S3Error('EntityTooLarge', message, 400, { ProposedSize: size, MaxSizeAllowed: max });
}

export function entityTooSmall(size: number, min: number, fields: Readonly<Record<string, unknown>> = {}): S3Error {
  const message = 'Your proposed upload is smaller than the minimum allowed size';
  return new S3Error('EntityTooSmall', message, 400, { ProposedSize: size, MinSizeAllowed: min, ...fields });
}
