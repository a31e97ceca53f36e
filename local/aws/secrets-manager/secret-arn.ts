import { createHash } from 'node:crypto';
import { account } from '../service.ts';

const prefix = `arn:${account.partition}:secretsmanager:${account.region}:${account.id}:secret:`;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The ARN of a secret ends in six characters. AWS draws them; here they follow from the name, so that templates,
 * restarts and a secret that is made anew agree.
 */
export function secretArn(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  const suffix = Array.from(digest.subarray(0, 6), (byte) => alphabet[byte % alphabet.length]).join('');
  return `${prefix}${name}-${suffix}`;
}

/** The part of an ARN after `secret:`: a name with or without its suffix. Undefined when it is no secret's ARN. */
export function nameInArn(arn: string): string | undefined {
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}
