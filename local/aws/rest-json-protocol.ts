import type { AwsError, AwsResponse } from './service.ts';

/** The AWS REST JSON 1 protocol (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html). */
export function restJsonReply(body: unknown): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) };
}

export function restJsonError(error: AwsError): AwsResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    // Services differ in the spelling of the member, and the SDK reads either.
    body: JSON.stringify({ message: error.message, Message: error.message, ...error.fields }),
  };
}
