import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type SendMail = (to: string, mail: Mail) => Promise<void>;

export function createMailer(sender: string, client = new SESv2Client({})): SendMail {
  return async (to, { subject, text, html }) => {
    const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: sender,
        Destination: { ToAddresses: [to] },
        Content: { Simple: { Subject: part(subject), Body: { Text: part(text), Html: part(html) } } },
      }),
    );
  };
}
