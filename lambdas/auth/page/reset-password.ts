import type { Reply } from '../../../shared/route.ts';
import { linkForm, tokenField } from './link-form.ts';

export function resetPasswordPage(token: string): Reply<string> {
  return linkForm({
    title: 'Choose a new password',
    path: '/v1/auth/password/reset',
    fields: `${tokenField(token)}
<p>You will be logged out everywhere.</p>
<label for="new-password">New password</label>
<input id="new-password" name="newPassword" type="password" required minlength="8" maxlength="256" autocomplete="new-password" aria-describedby="new-password-hint">
<p class="hint" id="new-password-hint">At least 8 characters. A few words in a row make a good password.</p>`,
    button: 'Set the new password',
    done: 'Your new password is set. You can log in with it now.',
    next: '<p><a class="alone" href="/forgot-password">Ask for a new link</a></p>',
  });
}
