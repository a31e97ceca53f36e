import type { Policies } from '../iam/policies.ts';
import { type Access, AwsError, type Principal } from '../service.ts';

/**
 * "If the object that you request doesn't exist, the error that Amazon S3 returns depends on whether you also have the
 * s3:ListBucket permission": 404 with it, 403 without (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
 * Throws the 403 in place of a 404.
 */
export function hidesMissingObject(
  policies: Policies,
  principal: Principal,
  accesses: readonly Access[],
  error: AwsError,
): void {
  if (error.status !== 404 || error.code === 'NoSuchBucket' || principal.kind === 'root') return;
  const object = accesses.find((access) => access.action === 's3:GetObject')?.resource;
  if (object === undefined) return;
  const listing = { action: 's3:ListBucket', resource: object.split('/')[0] ?? object };
  if (policies.decide(principal, listing) === 'allowed') policies.check('s3', principal, [listing]);
  else throw new AwsError('AccessDenied', 'Access Denied', 403);
}
