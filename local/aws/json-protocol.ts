import { AwsError, type AwsRequest, type AwsResponse } from './service.ts';

/**
 * The AWS JSON 1.0 / 1.1 protocols (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html):
 * `X-Amz-Target: <service>.<operation>`, a JSON body, errors as `{ __type, message }`.
 */
export function operationOf(request: AwsRequest): string {
  const target = request.headers['x-amz-target'];
  const operation = typeof target === 'string' ? target.split('.').at(-1) : undefined;
  if (!operation) throw new AwsError('UnknownOperationException', 'The request names no operation in X-Amz-Target.');
  return operation;
}

export function jsonBody(request: AwsRequest): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(request.body.toString('utf8') || '{}');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}

export function jsonReply(body: unknown, version: '1.0' | '1.1' = '1.0'): AwsResponse {
  return {
    status: 200,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: JSON.stringify(body ?? {}),
  };
}

export function jsonError(error: AwsError, version: '1.0' | '1.1' = '1.0'): AwsResponse {
  return {
    status: error.status,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: JSON.stringify({ __type: error.code, message: error.message, ...error.fields }),
  };
}
