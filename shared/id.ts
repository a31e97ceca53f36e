import { ulid } from 'ulid';

/** Every id prefix of the system. The rest of an id is a lower-case ULID, so ids sort by creation time. */
export const idPrefixes = {
  user: 'usr',
  organization: 'org',
  project: 'prj',
  apiKey: 'key',
  session: 'ses',
  task: 'task',
  event: 'evt',
  invitation: 'inv',
  team: 'team',
  role: 'role',
  client: 'cli',
  trustRule: 'trust',
  passkey: 'pk',
  auditRecord: 'aud',
  schedule: 'sch',
  upload: 'upl',
  batch: 'bat',
  webhookEndpoint: 'whe',
  snapshot: 'snp',
} as const;

export type IdKind = keyof typeof idPrefixes;

export function newId(kind: IdKind, now: number): string {
  return `${idPrefixes[kind]}_${ulid(now).toLowerCase()}`;
}

/** Matches ids of one kind: prefix, then 26 characters of Crockford base 32. */
export function idPattern(kind: IdKind): RegExp {
  return new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`);
}
