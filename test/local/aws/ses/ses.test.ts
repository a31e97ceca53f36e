import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { expect, onTestFinished, test } from 'vitest';
import { createSes, readOutbox } from '../../../../local/aws/ses/ses.ts';
import { FakeClock } from '../../fake-clock.ts';
import { stateDirectory } from '../outbound/state-directory.ts';
import { serve } from '../serve.ts';

// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html

async function localSes(outboxDirectory = join(stateDirectory(), 'outbox'), verifiedIdentities = ['odavl.example']) {
  const clock = new FakeClock('2026-03-01T12:00:00Z');
  const ses = createSes({ outboxDirectory, clock, verifiedIdentities });
  const server = await serve(ses);
  const client = new SESv2Client({
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
    await ses.stop();
  });
  return { client, clock, calls: server.calls, outboxDirectory, outbox: () => readOutbox(outboxDirectory) };
}

const mail: SendEmailCommandInput = {
  FromEmailAddress: 'ODAVL <no-reply@odavl.example>',
  Destination: { ToAddresses: ['ada@example.com', 'alan@example.com'], CcAddresses: ['grace@example.com'] },
  ReplyToAddresses: ['help@odavl.example'],
  Content: {
    Simple: {
      Subject: { Data: 'Welcome', Charset: 'UTF-8' },
      Body: {
        Text: { Data: 'Hello: https://odavl.example/verify?token=1&x=2. Or (http://odavl.example/help).' },
        Html: {
          Data: '<a href="https://odavl.example/verify?token=1&amp;x=2">go</a> <img src=\'https://cdn.example/i.png\'>',
        },
      },
      Headers: [{ Name: 'List-Unsubscribe', Value: '<mailto:x@odavl.example>' }],
    },
  },
  EmailTags: [{ Name: 'kind', Value: 'welcome' }],
};

test('a mail lies in the outbox as one file with everything that a reader needs', async () => {
  const { client, outbox, outboxDirectory } = await localSes();
  const { MessageId } = await client.send(new SendEmailCommand(mail));
  expect(await outbox()).toEqual([
    {
      messageId: MessageId,
      sentAt: '2026-03-01T12:00:00.000Z',
      from: 'ODAVL <no-reply@odavl.example>',
      to: 'ada@example.com',
      recipients: ['ada@example.com', 'alan@example.com', 'grace@example.com'],
      replyTo: ['help@odavl.example'],
      subject: 'Welcome',
      text: mail.Content?.Simple?.Body?.Text?.Data,
      html: mail.Content?.Simple?.Body?.Html?.Data,
      links: ['https://odavl.example/verify?token=1&x=2', 'http://odavl.example/help', 'https://cdn.example/i.png'],
      headers: { 'List-Unsubscribe': '<mailto:x@odavl.example>' },
      tags: { kind: 'welcome' },
    },
  ]);
  expect(await readdir(outboxDirectory)).toEqual([expect.stringMatching(new RegExp(`-${MessageId}\\.json$`))]);
});

test('the newest mail comes first, also within one millisecond', async () => {
  const { client, clock, outbox } = await localSes();
  const send = (to: string) => client.send(new SendEmailCommand({ ...mail, Destination: { ToAddresses: [to] } }));
  await send('a@example.com');
  await send('b@example.com');
  await clock.advanceSlowly(1);
  await send('c@example.com');
  expect((await outbox()).map(({ to }) => to)).toEqual(['c@example.com', 'b@example.com', 'a@example.com']);
});

test('an outbox that nobody wrote to is empty', async () => {
  expect(await readOutbox(join(stateDirectory(), 'nowhere'))).toEqual([]);
});

// https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
test('a sender that is not verified is rejected', async () => {
  const { client, outbox } = await localSes();
  const FromEmailAddress = 'me@other.example';
  await expect(client.send(new SendEmailCommand({ ...mail, FromEmailAddress }))).rejects.toMatchObject({
    name: 'MessageRejected',
    message:
      'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: me@other.example',
    $metadata: { httpStatusCode: 400 },
  });
  expect(await outbox()).toEqual([]);
});

test('identities are verified at once, survive a restart and cover their subdomains', async () => {
  const directory = stateDirectory();
  const first = await localSes(directory, []);
  const created = await first.client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'Other.example' }));
  expect(created).toMatchObject({ IdentityType: 'DOMAIN', VerifiedForSendingStatus: true });
  const again = first.client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'other.example' }));
  await expect(again).rejects.toMatchObject({ name: 'AlreadyExistsException' });

  const { client, outbox } = await localSes(directory, []);
  const got = await client.send(new GetEmailIdentityCommand({ EmailIdentity: 'other.example' }));
  expect(got).toMatchObject({ VerificationStatus: 'SUCCESS', VerifiedForSendingStatus: true });
  await client.send(new SendEmailCommand({ ...mail, FromEmailAddress: 'x@mail.other.example' }));
  expect(await outbox()).toHaveLength(1);
  await client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'ada@example.com' }));
  const { EmailIdentities } = await client.send(new ListEmailIdentitiesCommand({}));
  expect(EmailIdentities?.map((each) => [each.IdentityName, each.IdentityType])).toEqual([
    ['ada@example.com', 'EMAIL_ADDRESS'],
    ['other.example', 'DOMAIN'],
  ]);
  await client.send(new DeleteEmailIdentityCommand({ EmailIdentity: 'other.example' }));
  await expect(client.send(new GetEmailIdentityCommand({ EmailIdentity: 'other.example' }))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Email identity other.example does not exist.',
  });
});

test.each<[Partial<SendEmailCommandInput>, string, string]>([
  [
    { Content: { Raw: { Data: Uint8Array.of(1) } } },
    'BadRequestException',
    "does not support the parameter 'Content.Raw'",
  ],
  [{ Content: { Template: { TemplateName: 't' } } }, 'BadRequestException', "'Content.Template'"],
  [{ Destination: {} }, 'BadRequestException', 'At least one recipient is required.'],
  [{ Destination: { ToAddresses: ['not an address'] } }, 'BadRequestException', 'malformed address'],
  [
    { Destination: { ToAddresses: Array.from({ length: 51 }, (_, index) => `${index}@example.com`) } },
    'BadRequestException',
    'Recipient count exceeds 50.',
  ],
  [{ FromEmailAddress: undefined }, 'BadRequestException', 'FromEmailAddress'],
  [{ ConfigurationSetName: 'set' }, 'NotFoundException', 'Configuration set <set> does not exist.'],
])('SendEmail with %j is refused', async (members, name, message) => {
  const { client, outbox } = await localSes();
  await expect(client.send(new SendEmailCommand({ ...mail, ...members }))).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
  expect(await outbox()).toEqual([]);
});

test('an operation that is not supported says so', async () => {
  const { client } = await localSes();
  await expect(client.send(new GetAccountCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'The local runtime does not support ses: GET /v2/email/account.',
  });
});

test('the permission is on the identity that covers the sender', async () => {
  const { client, calls } = await localSes();
  await client.send(new SendEmailCommand(mail));
  expect(calls).toEqual([
    {
      action: 'ses:SendEmail',
      resource: 'arn:aws:ses:eu-central-1:000000000000:identity/odavl.example',
      context: { 'ses:FromAddress': 'no-reply@odavl.example' },
    },
  ]);
});
