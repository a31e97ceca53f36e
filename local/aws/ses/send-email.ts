import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parseInput } from '../parse-input.ts';
import type { RestOperation } from '../rest-service.ts';
import { AwsError, account, type Clock } from '../service.ts';
import { addressIn, domainOf, type Identities, identityArn } from './identities.ts';
import { linksOf, type Mail } from './mail.ts';
import type { Outbox } from './outbox.ts';

const code = 'BadRequestException';
const Text = z.strictObject({ Data: z.string(), Charset: z.string().optional() });
const Addresses = z.array(z.string()).default([]);
const NameAndValue = z.strictObject({ Name: z.string(), Value: z.string() });

/**
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html with Simple content. Raw and Template
 * content, attachments and contact lists are refused by name.
 */
const SendEmail = z.strictObject({
  FromEmailAddress: z.string(),
  FromEmailAddressIdentityArn: z.string().optional(),
  Destination: z.strictObject({ ToAddresses: Addresses, CcAddresses: Addresses, BccAddresses: Addresses }),
  ReplyToAddresses: Addresses,
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: Text,
      Body: z.strictObject({ Text: Text.optional(), Html: Text.optional() }),
      Headers: z.array(NameAndValue).max(15).default([]),
    }),
  }),
  EmailTags: z.array(NameAndValue).default([]),
  ConfigurationSetName: z.string().optional(),
});
type SendEmail = z.infer<typeof SendEmail>;

export interface SendDependencies {
  readonly identities: Identities;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

export function sendEmailOperation(deps: SendDependencies): RestOperation {
  return {
    method: 'POST',
    path: /^\/v2\/email\/outbound-emails$/,
    access: (input) => sendAccess(deps.identities, input),
    run: (input) => sendEmail(deps, parseInput(SendEmail, input, code)),
  };
}

function sendAccess(identities: Identities, input: Readonly<Record<string, unknown>>) {
  const address = addressIn(String(input.FromEmailAddress)) ?? '';
  const resource = identityArn(identities.covering(address) ?? domainOf(address));
  return [{ action: 'ses:SendEmail', resource, context: { 'ses:FromAddress': address } }];
}

function sendEmail(deps: SendDependencies, input: SendEmail): { MessageId: string } {
  const mail = mailOf(input, deps.clock.now());
  const from = addressIn(input.FromEmailAddress);
  const recipients = mail.recipients.map(addressIn);
  if (recipients.length === 0) throw new AwsError(code, 'At least one recipient is required.');
  if (from === undefined || recipients.includes(undefined)) throw new AwsError(code, 'Missing or malformed address.');
  // https://docs.aws.amazon.com/ses/latest/dg/quotas.html
  if (recipients.length > 50) throw new AwsError(code, 'Recipient count exceeds 50.');
  if (input.ConfigurationSetName !== undefined) {
    const problem = `Configuration set <${input.ConfigurationSetName}> does not exist.`;
    throw new AwsError('NotFoundException', problem, 404);
  }
  if (!deps.identities.covering(from)) throw notVerified(input.FromEmailAddress);
  deps.outbox.write(mail);
  return { MessageId: mail.messageId };
}

/** https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html */
function notVerified(identity: string): AwsError {
  const check = `The following identities failed the check in region ${account.region.toUpperCase()}: ${identity}`;
  return new AwsError('MessageRejected', `Email address is not verified. ${check}`);
}

function mailOf(input: SendEmail, now: number): Mail {
  const { Subject, Body, Headers } = input.Content.Simple;
  const { ToAddresses, CcAddresses, BccAddresses } = input.Destination;
  const recipients = [...ToAddresses, ...CcAddresses, ...BccAddresses];
  const text = Body.Text?.Data ?? '';
  const html = Body.Html?.Data ?? '';
  return {
    messageId: `${randomBytes(8).toString('hex')}-${randomUUID()}-000000`,
    sentAt: new Date(now).toISOString(),
    from: input.FromEmailAddress,
    to: recipients[0] ?? '',
    recipients,
    replyTo: input.ReplyToAddresses,
    subject: Subject.Data,
    text,
    html,
    links: linksOf(text, html),
    headers: record(Headers),
    tags: record(input.EmailTags),
  };
}

function record(pairs: ReadonlyArray<z.infer<typeof NameAndValue>>): Record<string, string> {
  return Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value]));
}
