import type { Access, AwsRequest } from '../service.ts';

/** JSON services name their operation; of the REST ones the permission they ask for is named after it (`s3:GetObject`). */
export function operationName(request: AwsRequest, accesses: readonly Access[]): string {
  const target = request.headers['x-amz-target'];
  const named = typeof target === 'string' ? target.split('.').at(-1) : undefined;
  return named ?? accesses[0]?.action.split(':')[1] ?? `${request.method} ${request.path}`;
}
