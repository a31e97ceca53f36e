import * as z from 'zod';
import { type AuditLine, type AuditPart, auditPartNames } from '../../../shared/audit-chain.ts';
import { AuditAct } from './audit.ts';

// Any JSON; `z.json()` would be a schema that refers to itself, which the OpenAPI document cannot keep apart.
const Values = z.record(z.string(), z.unknown());

/** A record as the API shows it. */
export const AuditEntry = z
  .object({
    id: z.string(),
    seq: z.number().int().describe('Its number in the organization’s chain, from 1, without gaps.'),
    at: z.iso.datetime(),
    action: z.string(),
    outcome: AuditAct.shape.outcome,
    requestId: z.string(),
    actor: Values.optional().describe('`{ type, id }`'),
    source: Values.optional().describe('`{ ip, userAgent }`'),
    target: Values.optional().describe('`{ type, id }`'),
    before: Values.optional(),
    after: Values.optional(),
    erased: z.array(z.enum(auditPartNames)).describe('What was erased because it was about a person who is gone.'),
    hash: z.string(),
  })
  .meta({ id: 'AuditRecord' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export function entryOf({ parts, ...record }: AuditLine): AuditEntry {
  const { id, seq, at, action, outcome, requestId, hash } = record;
  const shown = Object.fromEntries(auditPartNames.map((name) => [name, shownPart(parts[name])]));
  const erased = auditPartNames.filter((name) => isErased(parts[name]));
  return { id, seq, at, action, outcome, requestId, ...shown, erased, hash };
}

export function shownPart(part: AuditPart | undefined): z.infer<typeof Values> | undefined {
  return part && !('isErased' in part) ? part.value : undefined;
}

function isErased(part: AuditPart | undefined): boolean {
  return part !== undefined && 'isErased' in part;
}
