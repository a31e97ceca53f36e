import { isDeepStrictEqual } from 'node:util';
import type { AwsRequest } from '../service.ts';
import { S3Error } from './errors.ts';
import { parseForm } from './post-form.ts';
import { postedBy } from './post-policy.ts';
import { isPresigned, presignedBy } from './presigned-url.ts';
import type { OperationName } from './routes.ts';
import type { Credentials } from './sigv4.ts';

/**
 * Verifies what is signed in the query or in a form. A signature in the Authorization header is the edge's matter; it has
 * also named the caller, and must not have been led to name another than the signer.
 */
export function requireVerified(
  request: AwsRequest,
  operation: OperationName,
  credentials: Credentials,
  now: number,
): void {
  const signer = signerOf(request, operation, credentials, now);
  if (signer === undefined || isDeepStrictEqual(signer, request.principal)) return;
  throw new S3Error('SignatureDoesNotMatch', 'The request was signed by somebody else than its caller.', 403);
}

function signerOf(request: AwsRequest, operation: OperationName, credentials: Credentials, now: number) {
  if (isPresigned(request)) {
    if (request.headers.authorization === undefined) return presignedBy(request, credentials, now);
    const message =
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified';
    throw new S3Error('InvalidArgument', message, 400);
  }
  return operation === 'PostObject' ? postedBy(parseForm(request), credentials) : undefined;
}
