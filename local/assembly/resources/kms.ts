import { z } from 'zod';
import { stableUuid } from '../physical-name.ts';
import { resourceType, type Subject } from '../resource-type.ts';
import { document, flag, text } from '../scalar.ts';
import { arnOf } from './arn.ts';

const id = ({ stack, logicalId }: Subject): string => stableUuid(`key ${stack}/${logicalId}`);

/** Nothing is encrypted locally; a key is an ARN on which the kms permissions of callers are checked. */
export const key = resourceType({
  type: 'AWS::KMS::Key',
  ref: id,
  attributes: { Arn: (subject) => arnOf('kms', `key/${id(subject)}`), KeyId: id },
  properties: z.strictObject({
    KeyPolicy: document.optional(),
    Enabled: flag.optional(),
    KeySpec: z.literal('SYMMETRIC_DEFAULT').optional(),
    KeyUsage: z.literal('ENCRYPT_DECRYPT').optional(),
    MultiRegion: flag.optional(),
  }),
});

export const alias = resourceType({
  type: 'AWS::KMS::Alias',
  naming: { property: 'AliasName', maxLength: 256 },
  ref: ({ name }) => name,
  attributes: { AliasName: ({ name }) => name },
  properties: z.strictObject({ AliasName: text, TargetKeyId: z.string() }),
});
