import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { AuditAction } from './audit.ts';
import { AuditEntry } from './entry.ts';

const time = z.iso.datetime({ offset: true });
const period = {
  from: time.optional().describe('Records from this time on.'),
  to: time.optional().describe('Records before this time.'),
};
const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'Not a SHA-256 in hex');

export const auditContract = {
  listAuditLog: route({
    method: 'GET',
    path: '/v1/audit-log',
    summary: 'What was done in the organization, newest first',
    description:
      'A page may be short while there is a `nextCursor`: a filter reads a bounded number of records per request.',
    access: 'audit:read',
    query: z.strictObject({
      ...period,
      actor: z.string().max(100).optional().describe('Id of who did it.'),
      action: AuditAction.optional(),
      ...pageQuery,
    }),
    reply: { status: 200, description: 'A page of records.', body: pageOf(AuditEntry) },
    errors: ['invalid_cursor'],
    cost: 2,
  }),
  exportAuditLog: route({
    method: 'GET',
    path: '/v1/audit-log/export',
    summary: 'The audit log as NDJSON, oldest first, with all that proves it',
    description:
      'When there is more, the header `Link` with `rel="next"` names where. `bin/verify-audit-log.ts` checks it.',
    access: 'audit:read',
    query: z.strictObject({ ...period, cursor: pageQuery.cursor }),
    reply: { status: 200, description: 'One record a line.', contentTypes: ['application/x-ndjson'] },
    errors: ['invalid_cursor'],
    cost: 10,
  }),
  verifyAuditLog: route({
    method: 'POST',
    path: '/v1/audit-log/verify',
    summary: 'Prove that no record was changed or taken away',
    access: 'audit:read',
    body: z.strictObject({
      fromSeq: seq.min(1).optional().describe('`nextSeq` of the reply before.'),
      expect: z.strictObject({ seq, hash }).optional().describe('An earlier head that the chain must still contain.'),
    }),
    reply: {
      status: 200,
      description: 'Whether the chain is whole, and if not, where it is broken.',
      body: z.object({
        isIntact: z.boolean(),
        records: z.number().int().describe('How many were verified.'),
        firstSeq: z.number().int(),
        lastSeq: z.number().int(),
        headHash: z.string(),
        erasedParts: z.number().int().optional().describe('Parts that were erased with a person’s account.'),
        brokenAt: z.number().int().optional().describe('The first record that is wrong.'),
        reason: z.string().optional(),
        nextSeq: z.number().int().optional().describe('There is more: verify from here.'),
      }),
    },
    cost: 10,
  }),
  readAuditHead: route({
    method: 'GET',
    path: '/v1/audit-log/head',
    summary: 'Where the audit log ends now, signed',
    description:
      'Keep it outside: with it you can show later that a record before it was changed or taken away, even by us.',
    access: 'audit:read',
    reply: {
      status: 200,
      description: 'The newest record’s number and hash.',
      body: z.object({
        organizationId: z.string(),
        seq: z.number().int(),
        hash: z.string(),
        at: z.iso.datetime(),
        signature: z
          .string()
          .describe('A JWS (ES256) by a key of our JWKS over `seq` and `hash`; `sub` is the organization.'),
      }),
    },
  }),
} as const;
