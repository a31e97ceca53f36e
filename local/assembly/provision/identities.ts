import { CreateEmailIdentityCommand, GetEmailIdentityCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { existing } from './existing.ts';

export async function provisionIdentity(client: SESv2Client, EmailIdentity: string): Promise<void> {
  const found = await existing(client.send(new GetEmailIdentityCommand({ EmailIdentity })), 'NotFoundException');
  if (!found) await client.send(new CreateEmailIdentityCommand({ EmailIdentity }));
}
