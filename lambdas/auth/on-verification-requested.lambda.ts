import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { eventConsumer } from '../../shared/event-consumer.ts';
import { createLogger } from '../../shared/log.ts';
import { MailerEnv } from './env.ts';
import { verificationRequested } from './events.ts';
import { createMailer } from './ses.ts';
import { sendVerification } from './user/send-verification.ts';
import { createUserStore } from './user/store.ts';

const env = parseEnv(MailerEnv);
const dynamo = new DynamoDBClient({});
const deps = {
  users: createUserStore(dynamo, createTable(dynamo, env.TABLE_NAME)),
  sendMail: createMailer(env.MAIL_SENDER),
  apiUrl: env.API_URL,
  now: Date.now,
};

export const handler = eventConsumer(verificationRequested, createLogger({ service: 'auth' }), async (event) => {
  await sendVerification({ deps, input: { eventId: event.id, userId: event.data.userId } });
});
