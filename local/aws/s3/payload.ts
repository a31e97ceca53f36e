import { createHash } from 'node:crypto';
import type { AwsRequest } from '../service.ts';
import { incompleteBody, type Unchunked, unchunk } from './aws-chunked.ts';
import { type Checksum, parseAlgorithm, statedChecksum, verifyChecksum } from './checksum.ts';
import { invalidArgument, invalidRequest, notImplemented, S3Error } from './errors.ts';
import { header } from './header.ts';

/** What a request carries, decoded and found to be what its headers say. */
export interface Payload {
  readonly bytes: Buffer;
  /** The checksum that the caller stated, if any. */
  readonly checksum?: Checksum;
  /** `Content-MD5` or a checksum vouches for the bytes. */
  readonly isVouchedFor: boolean;
}

type Framed = Pick<AwsRequest, 'headers' | 'body'>;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export function readPayload(request: Framed): Payload {
  requireLength(request);
  const { bytes, trailers } = unframe(request);
  const headers = { ...request.headers, ...trailers };
  verifyMd5(header(headers, 'content-md5'), bytes);
  const stated = statedChecksum(headers);
  requireAnnounced(headers, stated?.algorithm);
  const checksum = stated && verifyChecksum(stated, bytes);
  return {
    bytes,
    isVouchedFor: checksum !== undefined || headers['content-md5'] !== undefined,
    ...(checksum && { checksum }),
  };
}

/** S3 takes no body whose length it is not told first. */
function requireLength({ headers }: Framed): void {
  const isTold = headers['content-length'] !== undefined || headers['x-amz-decoded-content-length'] !== undefined;
  if (isTold || headers['transfer-encoding'] === undefined) return;
  throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
}

function unframe(request: Framed): Unchunked {
  const declared = header(request.headers, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  if (/^STREAMING-(UNSIGNED-PAYLOAD-TRAILER|AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?)$/.test(declared))
    return streamed(request);
  if (declared.startsWith('STREAMING-')) throw notImplemented(`x-amz-content-sha256: ${declared}`);
  if (declared !== 'UNSIGNED-PAYLOAD') verifySha256(declared, request.body);
  return { bytes: request.body, trailers: {} };
}

function streamed(request: Framed): Unchunked {
  const content = unchunk(request.body);
  const length = header(request.headers, 'x-amz-decoded-content-length');
  if (length !== undefined && Number(length) !== content.bytes.length) throw incompleteBody();
  const announced = header(request.headers, 'x-amz-trailer')?.toLowerCase();
  if (announced !== undefined && content.trailers[announced] === undefined) {
    throw new S3Error('MalformedTrailerError', 'The request contained trailing data that was not well-formed', 400);
  }
  return content;
}

function verifySha256(declared: string, body: Buffer): void {
  if (!/^[0-9a-f]{64}$/.test(declared)) {
    const message =
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD or a valid sha256 value.';
    throw invalidArgument(message, 'x-amz-content-sha256', declared);
  }
  const computed = createHash('sha256').update(body).digest('hex');
  if (computed === declared) return;
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  throw new S3Error('XAmzContentSHA256Mismatch', message, 400, {
    ClientComputedContentSHA256: declared,
    S3ComputedContentSHA256: computed,
  });
}

export function verifyMd5(stated: string | undefined, bytes: Buffer): void {
  if (stated === undefined) return;
  const digest = Buffer.from(stated, 'base64');
  if (digest.length !== 16) throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400);
  const computed = createHash('md5').update(bytes).digest();
  if (computed.equals(digest)) return;
  throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400, {
    ExpectedDigest: digest.toString('hex'),
    CalculatedDigest: computed.toString('base64'),
  });
}

function requireAnnounced(headers: Framed['headers'], algorithm: string | undefined): void {
  const announced = header(headers, 'x-amz-sdk-checksum-algorithm');
  if (announced === undefined) return;
  if (algorithm === undefined) {
    const message =
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.';
    throw invalidRequest(message);
  }
  if (parseAlgorithm(announced) !== algorithm) {
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
}
