import type { AwsError, AwsRequest, AwsResponse } from '../service.ts';
import { bucketOf } from './address.ts';
import { corsHeaders } from './cors.ts';
import { S3Error } from './errors.ts';
import { renderXml, type XmlValue } from './render-xml.ts';
import type { Storage } from './storage.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses; a reply to HEAD has no body. */
export function errorReply(error: AwsError, request: AwsRequest): AwsResponse {
  const headers = error instanceof S3Error ? { ...error.headers } : {};
  if (request.method === 'HEAD') return { status: error.status, headers };
  const body = renderXml('Error', {
    Code: error.code,
    Message: error.message,
    ...textOf(error.fields),
    RequestId: request.requestId,
    HostId: request.requestId,
  });
  return { status: error.status, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

function textOf(fields: Readonly<Record<string, unknown>>): Record<string, XmlValue> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
}

/** What every reply has: its ids, and for a browser the leave to show it to the page. */
export function dressed(response: AwsResponse, request: AwsRequest, storage: Storage): AwsResponse {
  const ids = { 'x-amz-request-id': request.requestId, 'x-amz-id-2': request.requestId };
  const mayBeShown = request.method !== 'OPTIONS' && request.headers.origin !== undefined;
  const cors = mayBeShown ? corsHeaders(storage.buckets.get(bucketOf(request), 'cors'), request) : {};
  return { ...response, headers: { ...ids, ...cors, ...response.headers } };
}
