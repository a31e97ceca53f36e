import { type AuditPartName, type AuditParts, auditPartNames } from '../../../shared/audit-chain.ts';
import type { Mention, Pointer } from './audit.ts';
import { shownPart } from './entry.ts';
import type { AuditStore } from './store.ts';

/** Somebody who is to be forgotten: all that they are known by. */
export interface Forgotten {
  readonly userId: string;
  /** All that the person ever had. */
  readonly addresses: ReadonlySet<string>;
}

const readAtOnce = 100;

/**
 * Erases what the audit logs of all organizations say of a person: the parts go, with the salts of their digests; the records
 * and the chains stay. A pointer goes after the parts that it leads to, so that a crash in between loses none.
 */
export async function eraseMentions(call: { deps: { audit: AuditStore }; input: Forgotten }): Promise<void> {
  const { audit } = call.deps;
  const { userId, addresses } = call.input;
  await eraseAll(audit, { userId }, call.input);
  for (const email of addresses) await eraseAll(audit, { email }, call.input);
}

async function eraseAll(audit: AuditStore, mention: Mention, person: Forgotten): Promise<void> {
  for (;;) {
    const pointers = await audit.mentions(mention, readAtOnce);
    for (const pointer of pointers) {
      await erasePointed(audit, pointer, person);
      await audit.forgetMention(mention, pointer);
    }
    if (pointers.length < readAtOnce) return;
  }
}

async function erasePointed(audit: AuditStore, pointer: Pointer, person: Forgotten): Promise<void> {
  const parts = await audit.partsAt(pointer.orgId, pointer);
  if (!parts) return;
  const names = partsAbout(parts, person);
  if (names.length > 0) await audit.erase(pointer.orgId, pointer, names);
}

/** The parts that tell of this person: whatever names them, where they were when they did it, and what became of them. */
export function partsAbout(parts: AuditParts, { userId, addresses }: Forgotten): AuditPartName[] {
  const actor = shownPart(parts.actor);
  const isActor = actor?.id === userId;
  const isTarget = shownPart(parts.target)?.id === userId;
  return auditPartNames.filter((name) => {
    const value = shownPart(parts[name]);
    if (!value) return false;
    if (name === 'source') return isActor || (isTarget && actor?.type === 'anonymous');
    if (isTarget && name !== 'actor') return true;
    const text = JSON.stringify(value).toLowerCase();
    return text.includes(userId) || [...addresses].some((address) => text.includes(address));
  });
}
