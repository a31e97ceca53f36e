import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { account, type Principal } from '../service.ts';
import { S3Error } from './errors.ts';

export interface Credential {
  readonly secretAccessKey: string;
  readonly principal: Principal;
  readonly sessionToken?: string;
}

/** The keys that this installation handed out. */
export type Credentials = (accessKeyId: string) => Credential | undefined;

export interface Scope {
  readonly accessKeyId: string;
  /** `20261122` */
  readonly date: string;
  /** `20261122/eu-central-1/s3/aws4_request` */
  readonly text: string;
}

export const algorithm = 'AWS4-HMAC-SHA256';

/** `key/date/region/s3/aws4_request`; `fail` words the refusal, which differs between a query and a form. */
export function parseScope(credential: string, fail: (message: string) => S3Error): Scope {
  const parts = credential.split('/');
  const [terminator, service, region, date, ...key] = parts.reverse();
  if (terminator !== 'aws4_request' || date === undefined || !/^\d{8}$/.test(date) || key.length === 0) {
    throw fail('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
  }
  if (service !== 's3') throw fail(`incorrect service "${service}". This endpoint belongs to "s3".`);
  if (region !== account.region) throw fail(`the region '${region}' is wrong; expecting '${account.region}'`);
  return { accessKeyId: key.reverse().join('/'), date, text: `${date}/${region}/s3/aws4_request` };
}

export function credentialOf(credentials: Credentials, accessKeyId: string, token: string | undefined): Credential {
  const credential = credentials(accessKeyId);
  if (credential === undefined) {
    const message = 'The AWS Access Key Id you provided does not exist in our records.';
    throw new S3Error('InvalidAccessKeyId', message, 403, { AWSAccessKeyId: accessKeyId });
  }
  if (credential.sessionToken !== token) {
    throw new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400);
  }
  return credential;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */
export function requireSignature(stated: string, stringToSign: string, scope: Scope, credential: Credential): void {
  const steps = [...scope.text.split('/'), stringToSign];
  const computed = steps.reduce<string | Buffer>(
    (key, text) => createHmac('sha256', key).update(text).digest(),
    `AWS4${credential.secretAccessKey}`,
  );
  const given = Buffer.from(stated, 'hex');
  const expected = Buffer.from(computed);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  throw new S3Error('SignatureDoesNotMatch', message, 403, {
    AWSAccessKeyId: scope.accessKeyId,
    StringToSign: stringToSign,
    SignatureProvided: stated,
  });
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** RFC 3986: everything but unreserved characters is escaped, in UTF-8. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `20261122T101112Z` in milliseconds. */
export function parseAmzDate(text: string): number | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
