import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { Invitation } from './invitation.ts';

type TableWrite = Write & { readonly table: Table };

const prefix = 'INVITATION#';
const invitationKey = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
/** One pending invitation per address. */
const invitedKey = (orgId: string, email: string) => ({ pk: `ORG#${orgId}`, sk: `INVITED#${email}` });

/** How long an invitation is shown after it came to an end. */
const keptSeconds = 90 * 24 * 3_600;

export interface InvitationStore {
  get(orgId: string, id: string): Promise<Invitation | undefined>;
  list(orgId: string, page: { limit: number; cursor?: string }): Promise<Page<Invitation>>;
  /** Pending ones whose time has run out; they take seats until somebody ends them. */
  overdue(orgId: string, now: number, limit: number): Promise<Invitation[]>;
}

export function createInvitationStore(table: Table): InvitationStore {
  return {
    get: (orgId, id) => table.get(Invitation, invitationKey(orgId, id)),
    list: (orgId, page) => readPage(table, Invitation, { pk: `ORG#${orgId}`, prefix, isDescending: true, ...page }),
    overdue: (orgId, now, limit) =>
      table.query(Invitation, {
        ...{ pk: `ORG#${orgId}`, skPrefix: prefix, limit },
        filter: {
          when: '#status = :pending AND #expiresAt <= :now',
          values: { ':pending': 'pending', ':now': new Date(now).toISOString() },
        },
      }),
  };
}

/** Parts of a transaction; `address` fails when an invitation of this address is pending. */
export function newInvitation(table: Table, orgId: string, invitation: Invitation) {
  const { id, email } = invitation;
  return {
    address: {
      table,
      put: { ...invitedKey(orgId, email), invitationId: id },
      condition: { when: 'attribute_not_exists(pk)' },
    },
    invitation: { table, put: { ...invitationKey(orgId, id), ...invitation } },
  } satisfies Record<string, TableWrite>;
}

/**
 * Parts of a transaction; `invitation` fails when it is not pending any more. To accept it, it must not have run out either:
 * to the millisecond, as the clock of the request says.
 */
export function invitationEnded(
  table: Table,
  orgId: string,
  { id, email }: Invitation,
  to: Exclude<Invitation['status'], 'pending'>,
  now: number,
) {
  const inTime = to === 'accepted' || to === 'declined' ? ' AND #expiresAt > :now' : '';
  const at = new Date(now).toISOString();
  return {
    invitation: {
      ...{ table, update: invitationKey(orgId, id) },
      change: { set: { status: to, endedAt: at, ttl: Math.ceil(now / 1_000) + keptSeconds } },
      condition: {
        when: `#status = :pending${inTime}`,
        values: { ':pending': 'pending', ...(inTime && { ':now': at }) },
      },
    },
    address: { table, delete: invitedKey(orgId, email) },
  } satisfies Record<string, TableWrite>;
}
