import type { Source } from '../../../shared/context.ts';
import { networkOf, type Prefix } from '../throttle/network.ts';
import type { Session } from './session.ts';

/** What one household or office has: two tabs share it, and so do the connections of one machine. */
const oneSite: Prefix = { ipv4: 24, ipv6: 48 };

export interface Presenter {
  readonly source: Source;
  readonly clientId?: string | undefined;
  readonly dpopThumbprint?: string | undefined;
}

/** What the tokens of a session are bound to for good: its OAuth client, and its DPoP key where it has one. */
export function mayHold(session: Session, presenter: Presenter): boolean {
  return session.clientId === presenter.clientId && session.dpopThumbprint === presenter.dpopThumbprint;
}

/**
 * Whether the last refresh came from this very client. The DPoP key tells; without one, network and User-Agent do, as well as
 * they can (docs/decisions/0004-refresh-tokens.md).
 */
export function isSameClient(session: Session, presenter: Presenter): boolean {
  if (!mayHold(session, presenter)) return false;
  if (session.dpopThumbprint !== undefined) return true;
  const { ip, userAgent } = presenter.source;
  return networkOf(session.ip, oneSite) === networkOf(ip, oneSite) && session.userAgent === userAgent;
}
