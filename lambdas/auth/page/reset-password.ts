import type { Reply } from '../../../shared/route.ts';
import { linkForm, tokenField } from './link-form.ts';

export function resetPasswordPage(token: string): Reply<string> {
  return linkForm({
    title: 'Choose a new password',
    path: '/v1/auth/password/reset',
    fields: `${tokenField(token)}
<label for="new-password">New password</label>
<input id="new-password" name="newPassword" type="password" required minlength="8" maxlength="256" autocomplete="new-password" aria-describedby="new-password-hint">
<p class="hint" id="new-password-hint">At least 8 characters. Long is good; a few words do well. All your sessions will be ended.</p>`,
    button: 'Set the new password',
    done: 'Your new password is set. You can log in with it now.',
  });
}
