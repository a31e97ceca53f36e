import type { IncomingHttpHeaders } from 'node:http';
import { jsonError } from '../json-protocol.ts';
import type { AwsError, AwsResponse } from '../service.ts';

/** An error before any service was found: JSON for who speaks it, else XML, which is what the REST-XML clients read. */
export function renderUnrouted(error: AwsError, headers: IncomingHttpHeaders): AwsResponse {
  if (headers['x-amz-target'] !== undefined || headers['content-type']?.includes('json')) return jsonError(error);
  const text = error.message.replace(/[<>&]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.code}</Code><Message>${text}</Message></Error>`,
  };
}
