import {
  type AuditPartName,
  auditPartNames,
  firstPrevHash,
  partDigest,
  recordHash,
  saltedPart,
} from '../../../shared/audit-chain.ts';
import type { AuditHead, ChainLink, PendingAct } from './audit.ts';
import { mentionsOf } from './mentions.ts';

/** Makes the next links of a chain from acts in the order of their ids. */
export function linksOf(
  orgId: string,
  head: AuditHead | undefined,
  pending: readonly PendingAct[],
  years: number,
): ChainLink[] {
  let last = head ?? { seq: 0, hash: firstPrevHash(orgId), loggedAt: '', expiresAt: 0 };
  return pending.map((each) => {
    const link = linkAfter(last, each, years);
    last = headOf(link);
    return link;
  });
}

export function headOf({ line, expiresAt }: ChainLink): AuditHead {
  return { seq: line.seq, hash: line.hash, loggedAt: line.loggedAt, expiresAt };
}

function linkAfter(last: AuditHead, { id, act }: PendingAct, years: number): ChainLink {
  const { action, outcome, at, requestId } = act;
  const loggedAt = at > last.loggedAt ? at : last.loggedAt;
  const parts = partsOf(act);
  const digests = Object.fromEntries(
    auditPartNames.flatMap((name) => {
      const part = parts[name];
      return part ? [[name, partDigest(name, part)]] : [];
    }),
  );
  const seq = last.seq + 1;
  const record = {
    version: 1,
    seq,
    id,
    at,
    loggedAt,
    action,
    outcome,
    requestId,
    digests,
    prevHash: last.hash,
  } as const;
  return {
    line: { ...record, hash: recordHash(record), parts },
    expiresAt: Math.max(yearsAfter(loggedAt, years), last.expiresAt),
    mentions: mentionsOf(act),
  };
}

function partsOf(act: PendingAct['act']): Partial<Record<AuditPartName, ReturnType<typeof saltedPart>>> {
  const { actor, source, target, before, after } = act;
  return {
    actor: saltedPart(actor),
    source: saltedPart(source),
    ...(target && { target: saltedPart(target) }),
    ...(before && { before: saltedPart(before) }),
    ...(after && { after: saltedPart(after) }),
  };
}

function yearsAfter(time: string, years: number): number {
  const date = new Date(time);
  return date.setUTCFullYear(date.getUTCFullYear() + years);
}
