import type { Reply } from '../../../shared/route.ts';
import { emailField, formOf, linkForm, tokenField } from './link-form.ts';

export function verifyEmailPage(token: string): Reply<string> {
  return linkForm({
    title: 'Confirm your e-mail address',
    path: '/v1/auth/verify-email',
    fields: `<p>Press the button to confirm that this address is yours.</p>${tokenField(token)}`,
    button: 'Confirm my address',
    done: 'Your address is confirmed. You can log in now.',
    next: `<p>If you have confirmed your address before, you can log in. If not, we can mail you a new link.</p>
${formOf({
  path: '/v1/auth/resend-verification',
  fields: emailField,
  button: 'Mail me a new link',
  done: 'If there is an account with this address that is not confirmed yet, a mail with a new link is on its way.',
})}`,
  });
}
