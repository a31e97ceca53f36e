import { z } from 'zod';
import { stableId } from '../physical-name.ts';
import { resourceType, type Subject } from '../resource-type.ts';
import { document, text } from '../scalar.ts';

const token = (index: number, { name }: Subject): string => stableId(`dkim ${index} ${name}`, 32).toLowerCase();

const dkim = [1, 2, 3].flatMap((index): [string, (subject: Subject) => string][] => [
  [`DkimDNSTokenName${index}`, (subject) => `${token(index, subject)}._domainkey.${subject.name}`],
  [`DkimDNSTokenValue${index}`, (subject) => `${token(index, subject)}.dkim.amazonses.com`],
]);

/** Mail stays in the outbox, so how a domain proves itself to other mail servers is of no effect. */
export const emailIdentity = resourceType({
  type: 'AWS::SES::EmailIdentity',
  naming: { property: 'EmailIdentity', maxLength: 320 },
  ref: ({ name }) => name,
  attributes: Object.fromEntries(dkim),
  properties: z.strictObject({
    EmailIdentity: text,
    ConfigurationSetAttributes: document.optional(),
    DkimAttributes: document.optional(),
    DkimSigningAttributes: document.optional(),
    FeedbackAttributes: document.optional(),
    MailFromAttributes: document.optional(),
  }),
});
