import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../shared/dynamo.ts';
import type { Publish } from '../../shared/events.ts';
import type { Logger } from '../../shared/log.ts';
import type { FindScannerKey } from './api-key/leak/scanner-keys.ts';
import type { FindIssuerKeys } from './issuer/issuer-keys.ts';
import { createLinkStore, type LinkStore } from './link/store.ts';
import { createOrganizationStore, type OrganizationStore } from './organization/store.ts';
import { createSessionStore, type SessionStore } from './session/store.ts';
import { createThrottleStore, type ThrottleStore } from './throttle/store.ts';
import type { LoadSigningKey } from './token/signer.ts';
import type { JwksStore } from './token/store.ts';
import type { Passwords } from './user/password.ts';
import { createUserStore, type UserStore } from './user/store.ts';

/** What the entry brings. */
export interface AuthBase {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly publish: Publish;
  readonly jwks: JwksStore;
  readonly loadSigningKey: LoadSigningKey;
  readonly passwords: Passwords;
  /** Attempts to sign in or up, a minute and from one address. */
  readonly signInBurstPerIp: number;
  readonly findIssuerKeys: FindIssuerKeys;
  /** Stage `local` only: issuers on this machine may be trusted. */
  readonly allowsLoopback: boolean;
  readonly findScannerKey: FindScannerKey;
  readonly apiUrl: string;
  readonly log: Logger;
}

/** What every area may use; stores that one area needs it makes itself. */
export interface AuthDeps extends AuthBase {
  readonly users: UserStore;
  readonly organizations: OrganizationStore;
  readonly sessions: SessionStore;
  readonly links: LinkStore;
  readonly throttle: ThrottleStore;
}

export function authDeps(base: AuthBase): AuthDeps {
  return {
    ...base,
    users: createUserStore(base.dynamo, base.table),
    organizations: createOrganizationStore(base.table),
    sessions: createSessionStore(base.dynamo, base.table),
    links: createLinkStore(base.table),
    throttle: createThrottleStore(base.table),
  };
}
