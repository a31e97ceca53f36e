import type { AuthorizerContext } from '../../../shared/context.ts';
import type { Presented } from '../token/authorize.ts';
import { isAllowedIp } from './allowed-ip.ts';
import type { Credential } from './credential/credential.ts';
import type { RecordUse } from './record-use.ts';
import { permissionsOf } from './scope.ts';
import { hashSecret, mayBeSecret } from './secret.ts';

export interface CheckKeyDeps {
  readonly findCredential: (hash: string, now: number) => Promise<Credential | undefined>;
  readonly recordUse: RecordUse;
}

/** Who the bearer of an API key is. */
export async function checkKey(call: {
  deps: CheckKeyDeps;
  input: Presented & { scheme: string; secret: string };
}): Promise<AuthorizerContext> {
  const { deps, input } = call;
  if (!mayBeSecret(input.secret)) return rejected('The API key is mistyped: its checksum does not fit.');
  const key = await deps.findCredential(hashSecret(input.secret), input.now);
  if (!key) return rejected('The API key is unknown or revoked.');
  const reason = await refusalOf(key, input);
  if (reason) return rejected(reason);
  const { routeKey, source, now } = input;
  await deps.recordUse(key, { routeKey, from: source, at: now });
  return {
    outcome: 'authenticated',
    orgId: key.orgId,
    actorType: 'api-key',
    actorId: key.keyId,
    permissions: permissionsOf(key.scopes).join(' '),
    plan: key.plan,
    ...(key.projectIds && { projects: key.projectIds.join(' ') }),
    ...(key.burstPerMinute !== undefined && { burstPerMinute: String(key.burstPerMinute) }),
  };
}

async function refusalOf(key: Credential, { now, source }: Presented): Promise<string | undefined> {
  if (isOver(key.expiresAt, now)) return 'The API key has expired.';
  if (isOver(key.closesAt, now)) return 'The API key was rotated, and the time to switch to the new secret is over.';
  if (key.allowedIps && !(await isAllowedIp(source.ip, key.allowedIps))) {
    return `The API key may not be used from ${source.ip}.`;
  }
  return undefined;
}

function isOver(end: string | undefined, now: number): boolean {
  return end !== undefined && Date.parse(end) <= now;
}

function rejected(reason: string): AuthorizerContext {
  return { outcome: 'rejected', reason };
}
