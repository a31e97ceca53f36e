import type { Reply } from '../../../shared/route.ts';
import { linkForm, tokenField } from './link-form.ts';

export function confirmEmailPage(token: string): Reply<string> {
  return linkForm({
    title: 'Use this e-mail address',
    path: '/v1/auth/confirm-email',
    fields: `<p>Your account moves to this address. You log in with it from then on.</p>${tokenField(token)}`,
    button: 'Use this address',
    done: 'Your account has its new address.',
  });
}
