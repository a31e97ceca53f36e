import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { type Access, account } from '../service.ts';
import type { BucketStore } from './bucket-store.ts';
import { invalidArgument, malformedXml, notImplemented } from './errors.ts';
import { header } from './header.ts';
import type { Encryption } from './object-version.ts';
import { listOf, parseXml } from './parse-xml.ts';
import { renderXml, s3Namespace } from './render-xml.ts';

const Configuration = z.object({
  Rule: listOf(
    z.object({
      ApplyServerSideEncryptionByDefault: z.object({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string().optional() }),
      BucketKeyEnabled: z.enum(['true', 'false']).optional(),
    }),
  ),
});

/** Every bucket encrypts: without another word, by keys of S3 itself. */
export const defaultEncryptionDocument = renderXml(
  'ServerSideEncryptionConfiguration',
  { Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false } },
  s3Namespace,
);

export function parseEncryption(document: Buffer): Encryption {
  const { Rule } = parseXml(document, 'ServerSideEncryptionConfiguration', Configuration);
  const [rule] = Rule;
  if (rule === undefined || Rule.length > 1) throw malformedXml();
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault;
  return encryption(SSEAlgorithm, KMSMasterKeyID, rule.BucketKeyEnabled === 'true');
}

/** What a new object is encrypted with: what the request says, else what the bucket says. */
export function encryptionFor(buckets: BucketStore, bucket: string, headers: IncomingHttpHeaders): Encryption {
  const stated = header(headers, 'x-amz-server-side-encryption');
  const keyId = header(headers, 'x-amz-server-side-encryption-aws-kms-key-id');
  const usesBucketKey = header(headers, 'x-amz-server-side-encryption-bucket-key-enabled') === 'true';
  if (stated !== undefined) return encryption(stated, keyId, usesBucketKey);
  return parseEncryption(Buffer.from(buckets.get(bucket, 'encryption') ?? defaultEncryptionDocument));
}

function encryption(algorithm: string, keyId: string | undefined, usesBucketKey: boolean): Encryption {
  if (algorithm === 'aws:kms:dsse') throw notImplemented('Server-side encryption with aws:kms:dsse');
  if (algorithm === 'aws:kms') {
    return { algorithm, usesBucketKey, ...(keyId !== undefined && { keyArn: keyArn(keyId) }) };
  }
  if (algorithm === 'AES256' && keyId === undefined) return { algorithm, usesBucketKey: false };
  const message = 'The encryption method specified is not supported';
  throw invalidArgument(message, 'x-amz-server-side-encryption', algorithm);
}

function keyArn(keyId: string): string {
  if (keyId.includes('alias/')) throw notImplemented(`A bucket or object key by alias (${keyId})`);
  return keyId.startsWith('arn:') ? keyId : `arn:${account.partition}:kms:${account.region}:${account.id}:key/${keyId}`;
}

export function encryptionHeaders({ algorithm, keyArn, usesBucketKey }: Encryption): Record<string, string> {
  return {
    'x-amz-server-side-encryption': algorithm,
    ...(keyArn !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': keyArn }),
    ...(usesBucketKey && { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }),
  };
}

/**
 * S3 asks KMS in the caller's name (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html). The
 * key that AWS manages for the account needs no permission of the caller.
 */
export function kmsAccesses(encryption: Encryption, ...actions: ('kms:Decrypt' | 'kms:GenerateDataKey')[]): Access[] {
  const { keyArn } = encryption;
  if (keyArn === undefined) return [];
  const context = { 'kms:ViaService': `s3.${account.region}.amazonaws.com` };
  return actions.map((action) => ({ action, resource: keyArn, context }));
}
