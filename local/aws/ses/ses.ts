import type { Callable } from '../json-service.ts';
import { createRestService } from '../rest-service.ts';
import type { AwsService, Clock } from '../service.ts';
import { createIdentities } from './identities.ts';
import { identityOperations } from './identity-operations.ts';
import { createOutbox } from './outbox.ts';
import { sendEmailOperation } from './send-email.ts';

export type { Mail } from './mail.ts';
export { readOutbox } from './outbox.ts';

export interface Ses extends AwsService, Callable {}

export interface SesOptions {
  readonly outboxDirectory: string;
  readonly clock: Clock;
  /** Domains and addresses that may send, besides those of CreateEmailIdentity. */
  readonly verifiedIdentities?: readonly string[];
}

/** SES v2 that delivers every mail into a folder. */
export function createSes({ outboxDirectory, clock, verifiedIdentities = [] }: SesOptions): Ses {
  const outbox = createOutbox(outboxDirectory);
  const identities = createIdentities(outboxDirectory, verifiedIdentities);
  return createRestService({
    signingName: 'ses',
    operations: { ...identityOperations(identities), SendEmail: sendEmailOperation({ identities, outbox, clock }) },
    malformed: 'BadRequestException',
    // Every mail is on the disk before it is answered.
    stop: async () => {},
  });
}
