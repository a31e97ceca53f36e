import { type Access, account } from '../service.ts';
import type { ResourceStatement } from './policy-document.ts';
import { covers } from './statement.ts';
import { matchesWildcard } from './wildcard.ts';

export interface ServiceCall extends Access {
  /** The AWS service that acts, e.g. `events.amazonaws.com`. */
  readonly service: string;
  /** The rule, API or bucket on whose behalf it acts. */
  readonly sourceArn: string;
}

/** Whether a queue policy, a Lambda permission or a trust policy lets an AWS service act. A service has no identity policy. */
export function allowsService(statements: readonly ResourceStatement[], call: ServiceCall): boolean {
  const context = {
    'aws:SourceArn': call.sourceArn,
    'aws:SourceAccount': account.id,
    'aws:SecureTransport': 'true',
    ...call.context,
  };
  const matching = statements.filter(
    (statement) =>
      statement.principals.services.some((principal) => matchesWildcard(principal, call.service)) &&
      covers(statement, call, context),
  );
  return matching.length > 0 && matching.every((statement) => statement.effect === 'Allow');
}
