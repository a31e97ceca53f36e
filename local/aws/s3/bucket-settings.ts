import { z } from 'zod';
import { AwsError } from '../service.ts';
import type { SettingKind } from './bucket-store.ts';
import { parseCors } from './cors.ts';
import { defaultEncryptionDocument, parseEncryption } from './encryption.ts';
import { notImplemented, S3Error } from './errors.ts';
import { parseLifecycle } from './lifecycle.ts';
import { parseNotification } from './notification.ts';
import { type Call, type Operation, onBucket, xmlDocument } from './operation.ts';
import { listOf, parseXml } from './parse-xml.ts';
import { readPayload } from './payload.ts';
import { renderXml, s3Namespace } from './render-xml.ts';
import { parseTagging } from './tagging.ts';
import { parseVersioning } from './versioning.ts';

/** One subresource of a bucket: kept as it was sent, once it is understood. */
export interface Setting {
  readonly kind: SettingKind;
  /** `PutBucketPolicy` of `s3:PutBucketPolicy`; deleting needs the permission to put unless it has its own. */
  readonly actions: { readonly put: string; readonly get: string; readonly remove?: string };
  /** Throws when the document is not one that will be honoured. */
  check(document: Buffer, call: Call): unknown;
  /** What there is when nobody has put anything. */
  readonly absent: string | { readonly code: string; readonly message: string };
}

export function putSetting({ kind, actions, check }: Setting, onChange?: (call: Call) => Promise<void>): Operation {
  return {
    accesses: onBucket(actions.put),
    async run(call) {
      const { storage, bucket, request } = call;
      storage.buckets.require(bucket);
      const document = readPayload(request).bytes;
      check(document, call);
      storage.buckets.set(bucket, kind, document.toString('utf8'));
      await onChange?.(call);
      return { status: kind === 'policy' || kind === 'tagging' ? 204 : 200 };
    },
  };
}

export function getSetting({ kind, actions, absent }: Setting): Operation {
  return {
    accesses: onBucket(actions.get),
    run({ storage, bucket }) {
      storage.buckets.require(bucket);
      const document = storage.buckets.get(bucket, kind) ?? absent;
      if (typeof document !== 'string') throw new S3Error(document.code, document.message, 404, { BucketName: bucket });
      return kind === 'policy'
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: document }
        : xmlDocument(document);
    },
  };
}

export function deleteSetting({ kind, actions }: Setting): Operation {
  return {
    accesses: onBucket(actions.remove ?? actions.put),
    run({ storage, bucket }) {
      storage.buckets.require(bucket);
      storage.buckets.unset(bucket, kind);
      return { status: 204 };
    },
  };
}

const Flag = z.enum(['true', 'false', 'TRUE', 'FALSE']).optional();
const PublicAccessBlock = z.object({
  BlockPublicAcls: Flag,
  IgnorePublicAcls: Flag,
  BlockPublicPolicy: Flag,
  RestrictPublicBuckets: Flag,
});
const Ownership = z.object({ Rule: listOf(z.object({ ObjectOwnership: z.string() })) });

function checkOwnership(document: Buffer): void {
  for (const { ObjectOwnership } of parseXml(document, 'OwnershipControls', Ownership).Rule) {
    if (ObjectOwnership !== 'BucketOwnerEnforced') throw notImplemented(`Object ownership ${ObjectOwnership}`);
  }
}

function checkPolicy(document: Buffer): void {
  try {
    JSON.parse(document.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AwsError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'", 400);
  }
}

function checkNotification(document: Buffer, { storage }: Call): void {
  const rules = parseNotification(document);
  if (rules.length > 0 && !storage.outbox.hasReceiver) throw notImplemented('Object events without a receiver');
}

export const settings = {
  encryption: {
    kind: 'encryption',
    actions: { put: 's3:PutEncryptionConfiguration', get: 's3:GetEncryptionConfiguration' },
    check: parseEncryption,
    absent: defaultEncryptionDocument,
  },
  publicAccessBlock: {
    kind: 'publicAccessBlock',
    actions: { put: 's3:PutBucketPublicAccessBlock', get: 's3:GetBucketPublicAccessBlock' },
    check: (document) => parseXml(document, 'PublicAccessBlockConfiguration', PublicAccessBlock),
    absent: {
      code: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
    },
  },
  versioning: {
    kind: 'versioning',
    actions: { put: 's3:PutBucketVersioning', get: 's3:GetBucketVersioning' },
    check: parseVersioning,
    absent: renderXml('VersioningConfiguration', {}, s3Namespace),
  },
  cors: {
    kind: 'cors',
    actions: { put: 's3:PutBucketCORS', get: 's3:GetBucketCORS' },
    check: parseCors,
    absent: { code: 'NoSuchCORSConfiguration', message: 'The CORS configuration does not exist' },
  },
  lifecycle: {
    kind: 'lifecycle',
    actions: { put: 's3:PutLifecycleConfiguration', get: 's3:GetLifecycleConfiguration' },
    check: parseLifecycle,
    absent: { code: 'NoSuchLifecycleConfiguration', message: 'The lifecycle configuration does not exist' },
  },
  policy: {
    kind: 'policy',
    actions: { put: 's3:PutBucketPolicy', get: 's3:GetBucketPolicy', remove: 's3:DeleteBucketPolicy' },
    check: checkPolicy,
    absent: { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' },
  },
  ownershipControls: {
    kind: 'ownershipControls',
    actions: { put: 's3:PutBucketOwnershipControls', get: 's3:GetBucketOwnershipControls' },
    check: checkOwnership,
    absent: {
      code: 'OwnershipControlsNotFoundError',
      message: 'The bucket ownership controls were not found',
    },
  },
  notification: {
    kind: 'notification',
    actions: { put: 's3:PutBucketNotification', get: 's3:GetBucketNotification' },
    check: checkNotification,
    absent: renderXml('NotificationConfiguration', {}, s3Namespace),
  },
  tagging: {
    kind: 'tagging',
    actions: { put: 's3:PutBucketTagging', get: 's3:GetBucketTagging' },
    check: (document) => parseTagging(document, 'bucket'),
    absent: { code: 'NoSuchTagSet', message: 'The TagSet does not exist' },
  },
} as const satisfies Record<SettingKind, Setting>;
