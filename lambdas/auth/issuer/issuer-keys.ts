import type { FetchDocument } from './fetch-document.ts';
import { Discovery, discoveryUrl, IssuerFailure, KeySet, type PublicKey } from './issuer.ts';

/** The public keys of an issuer that we trust already. @throws IssuerFailure */
export type FindIssuerKeys = (issuer: string, kid: string | undefined, now: number) => Promise<readonly PublicKey[]>;

const keptMs = 10 * 60_000;
/** An unknown `kid` may be a new key, and an issuer that failed may be back; neither is asked for every forged token. */
const cooldownMs = 30_000;
const maxIssuers = 100;

interface Known {
  readonly keys: Promise<readonly PublicKey[]>;
  readonly askedAt: number;
  /** Absent while the answer is under way, and after a failure. */
  kids?: ReadonlySet<string | undefined>;
}

/** Reads discovery document and key set, and remembers them. */
export function createIssuerKeys(fetchDocument: FetchDocument): FindIssuerKeys {
  const known = new Map<string, Known>();
  return (issuer, kid, now) => {
    const entry = known.get(issuer);
    const age = entry ? now - entry.askedAt : Number.POSITIVE_INFINITY;
    const isEnough = entry?.kids?.has(kid) ? age < keptMs : age < cooldownMs;
    if (entry && isEnough) return entry.keys;
    const asked: Known = { keys: readKeys(fetchDocument, issuer), askedAt: now };
    const oldest = known.size >= maxIssuers ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    known.set(issuer, asked);
    return asked.keys.then((keys) => {
      asked.kids = new Set(keys.map((key) => key.kid));
      return keys;
    });
  };
}

async function readKeys(fetchDocument: FetchDocument, issuer: string): Promise<readonly PublicKey[]> {
  const discovery = Discovery.safeParse(await fetchDocument(discoveryUrl(issuer))).data;
  // §4.3: otherwise one issuer could lend its documents to another.
  if (discovery?.issuer !== issuer) throw new IssuerFailure('Its discovery document is of another issuer.');
  const keys = KeySet.safeParse(await fetchDocument(discovery.jwks_uri)).data;
  if (!keys) throw new IssuerFailure('Its key set is none.');
  return keys;
}
