import type { AuditAct, Mention } from './audit.ts';

/** More people than any one act of ours is about. */
const maxMentions = 40;

const userIds = /usr_[0-9a-hjkmnp-tv-z]{26}/g;
const addresses = /[^\s@"'<>()[\]\\,;:]{1,64}@[^\s@"'<>()[\]\\,;:]{1,190}/gu;

/** The people and the addresses that an act is about, wherever in it they are named. */
export function mentionsOf(act: Pick<AuditAct, 'actor' | 'target' | 'before' | 'after'>): Mention[] {
  const text = JSON.stringify([act.actor, act.target, act.before, act.after]);
  const people = [...text.matchAll(userIds)].map(([userId]) => userId);
  const emails = [...text.matchAll(addresses)].map(([email]) => email.normalize('NFKC').toLowerCase());
  return [
    ...[...new Set(people)].map((userId) => ({ userId })),
    ...[...new Set(emails)].map((email) => ({ email })),
  ].slice(0, maxMentions);
}
