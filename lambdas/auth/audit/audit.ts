import * as z from 'zod';
import { type AuditLine, AuditParts, ChainRecord } from '../../../shared/audit-chain.ts';
import { ActorType } from '../../../shared/context.ts';

/** Every act that the audit log keeps. Object dot past participle. */
export const auditActions = [
  'account.created',
  'account.email-verified',
  'account.email-changed',
  'account.profile-changed',
  'account.deletion-scheduled',
  'account.restored',
  'account.erased',
  'account.exported',
  'session.started',
  'session.refused',
  'session.locked',
  'session.ended',
  'session.revoked',
  'session.refresh-reused',
  'session.organization-switched',
  'password.reset-requested',
  'password.changed',
  'password.reset',
  'totp.activated',
  'totp.disabled',
  'recovery-codes.renewed',
  'recovery-code.used',
  'passkey.added',
  'passkey.removed',
  'organization.created',
  'organization.updated',
  'organization.deletion-scheduled',
  'organization.restored',
  'organization.ownership-transferred',
  'organization.plan-changed',
  'member.invited',
  'invitation.revoked',
  'invitation.declined',
  'member.added',
  'member.removed',
  'member.left',
  'member.role-changed',
  'role.created',
  'role.updated',
  'role.deleted',
  'team.created',
  'team.updated',
  'team.deleted',
  'team.member-added',
  'team.member-removed',
  'project.created',
  'project.updated',
  'project.deleted',
  'project.team-added',
  'project.team-removed',
  'api-key.created',
  'api-key.updated',
  'api-key.imported',
  'api-key.rotated',
  'api-key.rotation-closed',
  'api-key.revoked',
  'api-key.leaked',
  'client.created',
  'client.updated',
  'client.secret-rotated',
  'client.deleted',
  'trust-rule.created',
  'trust-rule.updated',
  'trust-rule.deleted',
  'consent.granted',
  'consent.denied',
  'token.issued',
  'token.exchanged',
  'token.revoked',
  'audit-log.exported',
] as const;

export const AuditAction = z.enum(auditActions);
export type AuditAction = z.infer<typeof AuditAction>;

const Values = z.record(z.string(), z.json());

/** One security-relevant act: who, what, when, where, and how things were before and after it. */
export const AuditAct = z.object({
  action: AuditAction,
  outcome: z.enum(['success', 'failure']),
  at: z.iso.datetime(),
  requestId: z.string(),
  actor: z.object({ type: z.enum([...ActorType.options, 'system', 'anonymous']), id: z.string() }),
  source: z.object({ ip: z.string(), userAgent: z.string() }),
  target: z.object({ type: z.string(), id: z.string() }).optional(),
  /** Only what the act is about: never a secret, a hash of one, or a password. */
  before: Values.optional(),
  after: Values.optional(),
});
export type AuditAct = z.infer<typeof AuditAct>;

/** An act that waits to be appended to its organization's chain. Ids sort by time. */
export const PendingAct = z.object({ id: z.string(), act: AuditAct });
export type PendingAct = z.infer<typeof PendingAct>;

export const pendingKey = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: `AUDIT-PENDING#${id}` });

/** Where the chain ends now: what the next record follows. */
export const AuditHead = z.object({
  seq: z.number().int(),
  hash: z.string(),
  loggedAt: z.string(),
  /** Milliseconds since the epoch. It never falls from one record to the next, so that the chain expires from its beginning. */
  expiresAt: z.number(),
});
export type AuditHead = z.infer<typeof AuditHead>;

/** Where the chain begins now: older records have expired. */
export const AuditStart = z.object({ seq: z.number().int(), prevHash: z.string() });
export type AuditStart = z.infer<typeof AuditStart>;

/** That a record is about a person or an address, kept where an erasure finds it. */
export interface Mention {
  readonly userId?: string;
  readonly email?: string;
}

/** A record that is ready to be appended. */
export interface ChainLink {
  readonly line: AuditLine;
  readonly expiresAt: number;
  readonly mentions: readonly Mention[];
}

export const StoredRecord = ChainRecord.extend({ expiresAt: z.number() });
export type StoredRecord = z.infer<typeof StoredRecord>;

/** Where a person or an address is mentioned. */
export const Pointer = z.object({ sk: z.string(), orgId: z.string(), seq: z.number().int(), loggedAt: z.string() });
export type Pointer = z.infer<typeof Pointer>;

/** Where a record is in the order of time; of two records at one time, the later one is behind. */
export interface Place {
  readonly loggedAt: string;
  readonly seq: number;
}

export const padded = (seq: number) => String(seq).padStart(16, '0');
export const recordKey = (orgId: string, seq: number) => ({ pk: `ORG#${orgId}`, sk: `AUDIT#${padded(seq)}` });
export const partsPrefix = 'AUDIT-AT#';
export const partsSk = ({ loggedAt, seq }: Place) => `${partsPrefix}${loggedAt}#${padded(seq)}`;
export const mentionPk = ({ userId, email }: Mention) => (userId === undefined ? `EMAIL#${email}` : `USER#${userId}`);

export interface StoredLine {
  readonly line: AuditLine;
  readonly expiresAt: number;
}

export function joined({ expiresAt, ...record }: StoredRecord, parts: unknown): StoredLine {
  return { line: { ...record, parts: AuditParts.parse(parts ?? {}) }, expiresAt };
}
