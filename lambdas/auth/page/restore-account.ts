import type { Reply } from '../../../shared/route.ts';
import { linkForm, tokenField } from './link-form.ts';

export function restoreAccountPage(token: string): Reply<string> {
  return linkForm({
    title: 'Keep your account',
    path: '/v1/auth/restore-account',
    fields: `<p>Your account is waiting to be erased. If you keep it, everything stays as it was.</p>${tokenField(token)}`,
    button: 'Keep my account',
    done: 'Your account stays. You can log in again.',
    next: '<p>If you have kept your account before, you can log in.</p>',
  });
}
