import type { AwsRequest } from '../service.ts';

/**
 * A presigned URL carries `x-amz-*` headers as query parameters. Checksums are left out: S3 ignores them there, and SDKs
 * put the checksum of an empty body into every presigned PutObject (https://github.com/aws/aws-sdk/issues/480). A checksum
 * that shall hold must be a signed header.
 */
export function withHoistedHeaders(request: AwsRequest): AwsRequest {
  const hoisted = [...request.query]
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => name.startsWith('x-amz-') && !isSignature(name) && !isUploadChecksum(name));
  return { ...request, headers: { ...Object.fromEntries(hoisted), ...request.headers } };
}

function isSignature(name: string): boolean {
  return /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token)$/.test(name);
}

function isUploadChecksum(name: string): boolean {
  return /^x-amz-(sdk-checksum-algorithm|checksum-(?!mode$).*)$/.test(name);
}
