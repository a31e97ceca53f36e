import { isIP } from 'node:net';
import type { AwsRequest } from '../service.ts';
import { S3Error } from './errors.ts';
import { header } from './header.ts';

/** Which bucket and key a request is about; a key is a name, never a path. */
export interface Address {
  readonly bucket?: string;
  readonly key?: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const maxKeyBytes = 1024;

/** Virtual-host style puts the bucket into the host name, path style into the first segment of the path. */
export function addressOf(request: Pick<AwsRequest, 'path' | 'headers'>): Address {
  const path = decodePath(request.path).slice(1);
  const hosted = bucketOfHost(header(request.headers, 'host') ?? '');
  if (hosted !== undefined) return address(hosted, path);
  const slash = path.indexOf('/');
  if (slash < 0) return path === '' ? {} : address(path, '');
  return address(path.slice(0, slash), path.slice(slash + 1));
}

/** The bucket alone, also of a request whose key is no good; bucket names need no decoding. */
export function bucketOf(request: Pick<AwsRequest, 'path' | 'headers'>): string {
  return bucketOfHost(header(request.headers, 'host') ?? '') ?? request.path.split('/')[1] ?? '';
}

export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: path });
  }
}

export function requireKeyLength(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= maxKeyBytes) return;
  throw new S3Error('KeyTooLongError', 'Your key is too long', 400, { Size: size, MaxSizeAllowed: maxKeyBytes });
}

function address(bucket: string, key: string): Address {
  requireKeyLength(key);
  return key === '' ? { bucket } : { bucket, key };
}

/** `bucket.localhost`, `bucket.s3.localhost`, `bucket.s3.<region>.amazonaws.com`; any other host is path style. */
function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return undefined;
  return /^(?!s3[.-])(.+?)(\.s3([.-][a-z0-9-]+)?)?\.(localhost|amazonaws\.com)$/.exec(name)?.[1];
}
