import { SignJWT } from 'jose';
import { firstPrevHash } from '../../../shared/audit-chain.ts';
import type { Context } from '../../../shared/context.ts';
import type { LoadSigningKey } from '../token/signer.ts';
import { chainOrganization } from './chain-organization.ts';
import { chainedBeforeRead } from './list-audit-log.ts';
import type { AuditStore } from './store.ts';

export interface Receipt {
  readonly organizationId: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
  readonly signature: string;
}

/**
 * Where the chain ends, with our signature: who keeps it can show later that we rewrote what was before it. Its `typ` keeps
 * it from being taken for an access token.
 */
export async function readHead(call: {
  ctx: Context;
  deps: { audit: AuditStore; loadSigningKey: LoadSigningKey; apiUrl: string };
}): Promise<Receipt> {
  const { ctx, deps } = call;
  const { orgId } = ctx;
  await chainOrganization({ deps, input: { orgId, limit: chainedBeforeRead } });
  const { head } = await deps.audit.ends(orgId);
  const { seq, hash } = head ?? { seq: 0, hash: firstPrevHash(orgId) };
  const key = await deps.loadSigningKey();
  const signature = await new SignJWT({ seq, hash })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'audit-head+jwt' })
    .setIssuer(deps.apiUrl)
    .setSubject(orgId)
    .setAudience(orgId)
    .setIssuedAt(Math.floor(ctx.now / 1_000))
    .sign(key.privateKey);
  return { organizationId: orgId, seq, hash, at: new Date(ctx.now).toISOString(), signature };
}
