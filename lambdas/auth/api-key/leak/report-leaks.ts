import type { PublicContext } from '../../../../shared/context.ts';
import type { Table } from '../../../../shared/dynamo.ts';
import { AppError } from '../../../../shared/errors.ts';
import { marksOf, type Outgoing, type Sender, sendOutgoing } from '../../../../shared/outbox.ts';
import { keyLeaked } from '../../events.ts';
import { mailed } from '../../mail/mailed.ts';
import { announced } from '../../organization/announced.ts';
import type { OrganizationStore } from '../../organization/store.ts';
import type { StoredKey } from '../api-key.ts';
import type { Credential } from '../credential/credential.ts';
import type { CredentialStore } from '../credential/store.ts';
import { revokeKey } from '../revoke-key.ts';
import { hashSecret } from '../secret.ts';
import type { ApiKeyStore } from '../store.ts';
import { checkSignature, type SignedReport } from './check-signature.ts';
import type { Leak, LeakLabel } from './leak.ts';
import type { FindScannerKey } from './scanner-keys.ts';
import type { KeeperStore } from './store.ts';

interface Deps extends Sender {
  readonly apiKeys: ApiKeyStore;
  readonly credentials: CredentialStore;
  readonly keepers: KeeperStore;
  readonly organizations: Pick<OrganizationStore, 'get'>;
  readonly findScannerKey: FindScannerKey;
  readonly table: Table;
}

/**
 * Secrets that a scanner found in public: what is a key of ours is revoked with all its secrets, and its organization is told.
 * A report that comes again finds nothing left to do.
 * @throws AppError `invalid_token` before anything is looked up, for what the scanner has not signed
 */
export async function reportLeaks(call: {
  ctx: PublicContext;
  deps: Deps;
  input: { leaks: readonly Leak[]; signed: SignedReport };
}): Promise<LeakLabel[]> {
  const { ctx, deps, input } = call;
  await checkSignature({ ctx, deps, input: input.signed });
  const byHash = new Map(input.leaks.map((leak) => [hashSecret(leak.token), leak]));
  const { found, retired } = await deps.credentials.findCredentials([...byHash.keys()]);
  for (const credential of found) await revokeLeaked(ctx, deps, credential, byHash.get(credential.hash));
  const real = new Set([...retired, ...found.map(({ hash }) => hash)]);
  return input.leaks.map(({ token, type }) => {
    const hash = hashSecret(token);
    return { token_hash: hash, token_type: type, label: real.has(hash) ? 'true_positive' : 'false_positive' };
  });
}

async function revokeLeaked(ctx: PublicContext, deps: Deps, { orgId, keyId }: Credential, leak: Leak | undefined) {
  const where = { url: leak?.url?.slice(0, 500) ?? '', source: leak?.source ?? '' };
  const actor = { type: 'system', id: 'secret-scanning' } as const;
  const because = { action: 'api-key.leaked', actor, after: where } as const;
  const [organization, keepers] = await Promise.all([deps.organizations.get(orgId), deps.keepers.keepersOf(orgId)]);
  const about = { orgId, organization: organization?.name ?? orgId, keepers, where };
  let told: Outgoing[] = [];
  const alongside = (key: StoredKey) => {
    told = tellings(ctx, deps, key, about);
    return marksOf(told);
  };
  const input = { id: keyId, because, alongside };
  if (await revokeKey({ ctx: { ...ctx, orgId }, deps, input }).catch(unlessGone)) await sendOutgoing(deps, told);
}

/** Both secrets of one key in one report, or the same report twice at a time: somebody else has revoked it. */
function unlessGone(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not_found') return undefined;
  throw error;
}

interface About {
  readonly orgId: string;
  readonly organization: string;
  readonly keepers: readonly string[];
  readonly where: { readonly url: string; readonly source: string };
}

/** The event, and a mail to everybody who keeps the organization's keys. */
function tellings(ctx: PublicContext, deps: Deps, key: StoredKey, about: About): Outgoing[] {
  const { orgId, organization, keepers, where } = about;
  const { id: keyId, name, hint } = key;
  const time = new Date(ctx.now).toISOString();
  const facts = { organization, keyName: name, hint, url: where.url || 'an unknown place', time };
  return [
    announced(deps.table, { ctx, orgId }, keyLeaked, { keyId, name, hint, ...where }),
    ...keepers.map((userId) => mailed(deps.table, ctx, { kind: 'key-leaked', userId, orgId, facts })),
  ];
}
