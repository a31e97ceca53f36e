import type { Reply } from '../../../shared/route.ts';
import { emailField, linkForm } from './link-form.ts';

export function forgotPasswordPage(): Reply<string> {
  return linkForm({
    title: 'Forgot your password?',
    path: '/v1/auth/password/forgot',
    fields: `<p>We mail you a link. With it you set a new password.</p>
${emailField}`,
    button: 'Mail me a link',
    done: 'If there is an account with this address, a mail with a link is on its way. The link works for one hour.',
  });
}
