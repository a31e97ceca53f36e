import { createHash } from 'node:crypto';

export interface Naming {
  /** The template property that holds the name, e.g. `TableName`. */
  readonly property?: string;
  /** The service's limit on names. */
  readonly maxLength: number;
  readonly lowerCase?: boolean;
}

/**
 * `stack-logicalId-HASH`, as CloudFormation names what a template leaves unnamed; the hash is of the two names, so the
 * same template gives the same resource on every start. (CloudFormation's own is random and kept with the stack:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html)
 */
export function generatedName(stack: string, logicalId: string, naming: Naming, suffix = ''): string {
  const hash = stableId(`${stack}/${logicalId}`, 12);
  const room = naming.maxLength - hash.length - suffix.length - 2;
  const stackPart = stack.slice(0, Math.max(1, room - Math.min(logicalId.length, Math.ceil(room / 2))));
  const idPart = logicalId.slice(0, room - stackPart.length);
  const name = `${stackPart}-${idPart}-${hash}`;
  return (naming.lowerCase ? name.toLowerCase() : name) + suffix;
}

/** Letters and digits, the same for the same subject. */
export function stableId(subject: string, length: number): string {
  const digits = BigInt(`0x${createHash('sha256').update(subject).digest('hex')}`).toString(36);
  return digits.slice(-length).toUpperCase();
}

export function stableUuid(subject: string): string {
  const hex = createHash('sha256').update(subject).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
