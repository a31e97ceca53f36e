import type { Reply } from '../../../shared/route.ts';
import { linkForm, tokenField } from './link-form.ts';

export function confirmEmailPage(token: string): Reply<string> {
  return linkForm({
    title: 'Use this e-mail address',
    path: '/v1/auth/confirm-email',
    fields: `<p>Your account moves to this address. From then on you log in with it.</p>${tokenField(token)}`,
    button: 'Use this address',
    done: 'Your account has its new address. Log in with it from now on.',
    next: '<p>If you have confirmed it before, log in with the new address. If not, change your address in your account once more.</p>',
  });
}
