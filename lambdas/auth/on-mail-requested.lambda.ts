import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { eventConsumer } from '../../shared/event-consumer.ts';
import { createLogger } from '../../shared/log.ts';
import { createKeeperStore } from './api-key/leak/store.ts';
import { MailerEnv } from './env.ts';
import { mailRequested } from './events.ts';
import { createInvitedFinder } from './invitation/find-invited.ts';
import { createInvitationStore } from './invitation/store.ts';
import { createLinkStore } from './link/store.ts';
import { addressees } from './mail/addressees.ts';
import { createRecipientFinder } from './mail/find-recipient.ts';
import { sendMail } from './mail/send-mail.ts';
import { createMailStore } from './mail/store.ts';
import { createOrganizationStore } from './organization/store.ts';
import { createRoleStore } from './role/store.ts';
import { createMailer } from './ses.ts';
import { createUserStore } from './user/store.ts';

const env = parseEnv(MailerEnv);
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const users = createUserStore(dynamo, table);
const findInvited = createInvitedFinder({
  ...{ users, now: Date.now, invitations: createInvitationStore(table) },
  ...{ organizations: createOrganizationStore(table), roles: createRoleStore(table) },
});
const deps = {
  ...createKeeperStore(table),
  mails: createMailStore(table),
  links: createLinkStore(table),
  findRecipient: createRecipientFinder({ users, findInvited }),
  sendMail: createMailer(env.MAIL_SENDER),
  apiUrl: env.API_URL,
  now: Date.now,
};

export const handler = eventConsumer(mailRequested, createLogger({ service: 'auth' }), async (event) => {
  const input = { eventId: event.id, request: { ...event.data, orgId: event.orgId } };
  const all = await addressees({ deps, input });
  await Promise.all(all.map((each) => sendMail({ deps, input: each })));
});
