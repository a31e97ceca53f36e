import type { AuditLine } from '../../../shared/audit-chain.ts';
import { shownPart } from './entry.ts';
import type { AuditStore } from './store.ts';

/** As many as one batch of reads gets with their parts. */
const readAtOnce = 50;

/** The addresses that a person had before, as the audit logs tell. */
export async function findAddresses(call: {
  deps: { audit: AuditStore };
  input: { userId: string };
}): Promise<string[]> {
  const { audit } = call.deps;
  const { userId } = call.input;
  const found: string[] = [];
  for (let after = ''; ; ) {
    const pointers = await audit.mentionsAfter({ userId }, after, readAtOnce);
    for (const { line } of await audit.linesAt(pointers)) found.push(...addressesIn(line, userId));
    const last = pointers.at(-1);
    if (!last || pointers.length < readAtOnce) return found;
    after = last.sk;
  }
}

function addressesIn({ action, parts }: AuditLine, userId: string): string[] {
  if (action !== 'account.email-changed' || shownPart(parts.target)?.id !== userId) return [];
  return [parts.before, parts.after].flatMap((part) => {
    const email = shownPart(part)?.email;
    return typeof email === 'string' ? [email.toLowerCase()] : [];
  });
}
