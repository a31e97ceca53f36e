import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../shared/dynamo.ts';
import type { Publish } from '../../shared/events.ts';
import type { Logger } from '../../shared/log.ts';
import { createLinkStore, type LinkStore } from './link/store.ts';
import { createOrganizationStore, type OrganizationStore } from './organization/store.ts';
import { createSessionStore, type SessionStore } from './session/store.ts';
import type { LoadSigningKey } from './token/signer.ts';
import type { JwksStore } from './token/store.ts';
import { createUserStore, type UserStore } from './user/store.ts';

/** What the entry brings. */
export interface AuthBase {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly publish: Publish;
  readonly jwks: JwksStore;
  readonly loadSigningKey: LoadSigningKey;
  readonly apiUrl: string;
  readonly log: Logger;
}

/** What every area may use; stores that one area needs it makes itself. */
export interface AuthDeps extends AuthBase {
  readonly users: UserStore;
  readonly organizations: OrganizationStore;
  readonly sessions: SessionStore;
  readonly links: LinkStore;
}

export function authDeps(base: AuthBase): AuthDeps {
  return {
    ...base,
    users: createUserStore(base.dynamo, base.table),
    organizations: createOrganizationStore(base.table),
    sessions: createSessionStore(base.table),
    links: createLinkStore(base.table),
  };
}
