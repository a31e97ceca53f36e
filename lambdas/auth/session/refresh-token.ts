import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Session } from './session.ts';

/**
 * `<session>.<generation>.<mac>`: the token proves itself, so nothing that could be replayed is stored, a replay is told
 * from a forgery, and the successor of a token is always the same one (docs/decisions/0004-refresh-tokens.md).
 */
export function refreshTokenOf(key: Buffer, session: Pick<Session, 'id' | 'generation' | 'salt'>): string {
  return `${session.id}.${session.generation}.${mac(key, session)}`;
}

export function parseRefreshToken(token: string): { id: string; generation: number; mac: string } | undefined {
  const parts = /^(ses_[0-9a-z]{26})\.(\d{1,9})\.([\w-]{43})$/.exec(token);
  if (!parts?.[1] || !parts[2] || !parts[3]) return undefined;
  return { id: parts[1], generation: Number(parts[2]), mac: parts[3] };
}

export function isAuthentic(
  key: Buffer,
  session: Pick<Session, 'id' | 'salt'>,
  token: { generation: number; mac: string },
) {
  const expected = Buffer.from(mac(key, { ...session, generation: token.generation }));
  const actual = Buffer.from(token.mac);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function mac(key: Buffer, session: Pick<Session, 'id' | 'generation' | 'salt'>): string {
  return createHmac('sha256', key).update(`${session.id}.${session.generation}.${session.salt}`).digest('base64url');
}
