import { escapeHtml } from '../../../shared/html.ts';
import type { Mail } from '../ses.ts';

export function verificationMail(name: string, link: string): Mail {
  return {
    subject: 'Confirm your e-mail address',
    text: [
      `Hello ${name},`,
      'please confirm your address to start using ODAVL Cloud:',
      link,
      'The link works once, for 24 hours. If you did not sign up, ignore this mail.',
    ].join('\n\n'),
    html: [
      `<p>Hello ${escapeHtml(name)},</p>`,
      '<p>please confirm your address to start using ODAVL Cloud:</p>',
      `<p><a href="${escapeHtml(link)}">Confirm my address</a></p>`,
      '<p>The link works once, for 24 hours. If you did not sign up, ignore this mail.</p>',
    ].join('\n'),
  };
}
