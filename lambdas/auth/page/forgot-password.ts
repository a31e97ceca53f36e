import type { Reply } from '../../../shared/route.ts';
import { linkForm } from './link-form.ts';

export function forgotPasswordPage(): Reply<string> {
  return linkForm({
    title: 'Forgot your password?',
    path: '/v1/auth/password/forgot',
    fields: `<p>We mail you a link that sets a new one.</p>
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" required maxlength="254" autocomplete="username" autocapitalize="none" spellcheck="false">`,
    button: 'Mail me a link',
    done: 'If there is an account with this address, a mail with a link is on its way. The link works for one hour.',
  });
}
