import { onTestFinished } from 'vitest';
import { Credentials } from '../../../../local/aws/edge/credentials.ts';
import { renderUnrouted } from '../../../../local/aws/edge/unrouted.ts';
import { createEdge, type EdgeOptions, type FinishedEdgeCall } from '../../../../local/aws/edge.ts';
import { Policies } from '../../../../local/aws/iam/policies.ts';
import { parseIdentityPolicy } from '../../../../local/aws/iam/policy-document.ts';
import { jsonError, jsonReply, operationOf } from '../../../../local/aws/json-protocol.ts';
import type { Access, AwsRequest, AwsResponse, AwsService } from '../../../../local/aws/service.ts';

export const roleArn = 'arn:aws:iam::000000000000:role/ApiRole';
export const tableArn = 'arn:aws:dynamodb:eu-central-1:000000000000:table/T';

type Handle = (request: AwsRequest) => AwsResponse | Promise<AwsResponse>;

/** A table service that asks for its operation's permission on one table. */
export function tableService(handle: Handle = () => jsonReply({})): AwsService {
  return {
    signingName: 'dynamodb',
    accesses: async (request) => [{ action: `dynamodb:${operationOf(request)}`, resource: tableArn }],
    handle: async (request) => handle(request),
    renderError: (error) => jsonError(error),
    stop: async () => {},
  };
}

/** An object service that asks for GetObject or PutObject on the path. A preflight asks for nothing. */
export function objectService(handle: Handle): AwsService {
  const accesses = ({ method, path }: AwsRequest): Access[] => {
    if (method === 'OPTIONS') return [];
    const action = method === 'GET' || method === 'HEAD' ? 's3:GetObject' : 's3:PutObject';
    return [{ action, resource: `arn:aws:s3:::${path.slice(1)}` }];
  };
  return {
    signingName: 's3',
    accesses: async (request) => accesses(request),
    handle: async (request) => handle(request),
    renderError: (error) => renderUnrouted(error, {}),
    stop: async () => {},
  };
}

/** An edge on a free port with one function, `api`, whose role has these statements. */
export async function openEdge(service: AwsService, statements: unknown[] = [], more: Partial<EdgeOptions> = {}) {
  const credentials = new Credentials('seed');
  const calls: FinishedEdgeCall[] = [];
  const policies = new Policies([
    { arn: roleArn, name: 'ApiRole', statements: parseIdentityPolicy({ Statement: statements }, 'test') },
  ]);
  const onCall = (call: FinishedEdgeCall) => calls.push(call);
  const edge = createEdge({ services: [service], credentials, policies, onCall, ...more });
  onTestFinished(() => edge.close());
  const { endpoint } = await edge.listen(0);
  const caller = credentials.issue({ kind: 'role', arn: roleArn, functionName: 'api' });
  const root = credentials.issue({ kind: 'root' });
  return { endpoint, caller, root, calls, policies };
}
