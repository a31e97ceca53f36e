import { z } from 'zod';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import type { RestOperation } from '../rest-service.ts';
import { AwsError } from '../service.ts';
import { type Identities, identityArn } from './identities.ts';

const code = 'BadRequestException';
const EmailIdentity = z.string().min(1);
const TagList = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));
const CreateEmailIdentity = z.strictObject({ EmailIdentity, Tags: TagList.optional() });
const OneIdentity = z.strictObject({ EmailIdentity });
const ListEmailIdentities = z.strictObject({
  NextToken: z.string().optional(),
  PageSize: z.coerce.number().int().min(1).max(1000).optional(),
});

const collection = /^\/v2\/email\/identities$/;
const item = /^\/v2\/email\/identities\/(?<EmailIdentity>[^/]+)$/;

/** Identities are verified as soon as they exist. */
export function identityOperations(identities: Identities): Record<string, RestOperation> {
  return {
    CreateEmailIdentity: {
      method: 'POST',
      path: collection,
      access: onIdentity('CreateEmailIdentity'),
      run(input) {
        const { EmailIdentity: identity } = parseInput(CreateEmailIdentity, input, code);
        if (identities.has(identity)) {
          throw new AwsError('AlreadyExistsException', `Email identity ${identity} already exist.`);
        }
        identities.add(identity);
        return { IdentityType: typeOf(identity), VerifiedForSendingStatus: true };
      },
    },
    GetEmailIdentity: {
      method: 'GET',
      path: item,
      access: onIdentity('GetEmailIdentity'),
      run: (input) => described(mustFind(identities, input)),
    },
    DeleteEmailIdentity: {
      method: 'DELETE',
      path: item,
      access: onIdentity('DeleteEmailIdentity'),
      run: (input) => identities.remove(mustFind(identities, input)),
    },
    ListEmailIdentities: {
      // Older SDKs list with GET on the collection.
      method: 'POST',
      path: /^\/v2\/email\/list-identities$/,
      access: () => [{ action: 'ses:ListEmailIdentities', resource: '*' }],
      run(input) {
        const { NextToken, PageSize } = parseInput(ListEmailIdentities, input, code);
        const { items, next } = page(identities.all(), { token: NextToken, limit: PageSize, largest: 1000 });
        const EmailIdentities = items.map((name) => ({
          IdentityType: typeOf(name),
          IdentityName: name,
          SendingEnabled: true,
          VerificationStatus: 'SUCCESS',
        }));
        return { EmailIdentities, NextToken: next };
      },
    },
  };
}

function onIdentity(action: string): RestOperation['access'] {
  return (input) => [{ action: `ses:${action}`, resource: identityArn(String(input.EmailIdentity)) }];
}

function mustFind(identities: Identities, input: unknown): string {
  const { EmailIdentity: identity } = parseInput(OneIdentity, input, code);
  if (identities.has(identity)) return identity;
  throw new AwsError('NotFoundException', `Email identity ${identity} does not exist.`, 404);
}

function typeOf(identity: string): 'EMAIL_ADDRESS' | 'DOMAIN' {
  return identity.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN';
}

function described(identity: string) {
  return {
    IdentityType: typeOf(identity),
    FeedbackForwardingStatus: true,
    VerifiedForSendingStatus: true,
    VerificationStatus: 'SUCCESS',
  };
}
