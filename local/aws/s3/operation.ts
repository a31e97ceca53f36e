import type { Access, AwsRequest, AwsResponse, Clock } from '../service.ts';
import type { Expiry } from './expiry.ts';
import { bucketArn } from './object-event.ts';
import type { Removal } from './removal.ts';
import { renderXml, s3Namespace, type XmlValue } from './render-xml.ts';
import type { Storage } from './storage.ts';

/** One request, addressed and ready to run. `bucket` and `key` are empty where the operation has none. */
export interface Call {
  readonly request: AwsRequest;
  readonly bucket: string;
  readonly key: string;
  readonly storage: Storage;
  readonly removal: Removal;
  readonly expiry: Expiry;
  readonly clock: Clock;
}

export interface Operation {
  accesses(call: Call): Access[];
  run(call: Call): AwsResponse | Promise<AwsResponse>;
}

// Actions and resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html

export function onBucket(action: string): (call: Call) => Access[] {
  return ({ bucket }) => [{ action, resource: bucketArn(bucket) }];
}

export function objectArn(bucket: string, key: string): string {
  return `${bucketArn(bucket)}/${key}`;
}

export function objectAccess({ bucket, key }: Pick<Call, 'bucket' | 'key'>, action: string): Access {
  return { action, resource: objectArn(bucket, key) };
}

export function xmlReply(root: string, content: XmlValue, headers: Record<string, string> = {}): AwsResponse {
  return xmlDocument(renderXml(root, content, s3Namespace), headers);
}

export function xmlDocument(document: string, headers: Record<string, string> = {}): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: document };
}
