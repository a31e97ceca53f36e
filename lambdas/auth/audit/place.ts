import { AppError } from '../../../shared/errors.ts';
import type { Place } from './audit.ts';

export interface Period {
  readonly from?: string;
  readonly to?: string;
}

/** `from` is in the period, `to` is not: the smallest number of a record is 1. */
export function placesOf({ from, to }: Period): { from?: Place; to?: Place } {
  return { ...(from && { from: { loggedAt: utc(from), seq: 0 } }), ...(to && { to: { loggedAt: utc(to), seq: 0 } }) };
}

/** Times with another precision or offset sort wrong as text. */
function utc(time: string): string {
  return new Date(time).toISOString();
}

export function cursorOf({ loggedAt, seq }: Place): string {
  return Buffer.from(`${loggedAt} ${seq}`).toString('base64url');
}

/** @throws AppError `invalid_cursor` */
export function placeOf(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, loggedAt, seq] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\d{1,15})$/.exec(text) ?? [];
  if (!loggedAt || !seq) throw new AppError('invalid_cursor', 'This cursor was not issued by us.');
  return { loggedAt, seq: Number(seq) };
}

export const before = ({ loggedAt, seq }: Place): Place => ({ loggedAt, seq: Math.max(0, seq - 1) });
export const after = ({ loggedAt, seq }: Place): Place => ({ loggedAt, seq: seq + 1 });

export const later = (a: Place | undefined, b: Place): Place => (a && order(a) > order(b) ? a : b);
export const earlier = (a: Place | undefined, b: Place): Place => (a && order(a) < order(b) ? a : b);

function order({ loggedAt, seq }: Place): string {
  return `${loggedAt} ${String(seq).padStart(16, '0')}`;
}
