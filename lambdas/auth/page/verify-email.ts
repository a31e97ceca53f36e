import type { Reply } from '../../../shared/route.ts';
import { linkForm, tokenField } from './link-form.ts';

export function verifyEmailPage(token: string): Reply<string> {
  return linkForm({
    title: 'Confirm your e-mail address',
    path: '/v1/auth/verify-email',
    fields: tokenField(token),
    button: 'Confirm my address',
    done: 'Your address is confirmed. You can log in now.',
  });
}
