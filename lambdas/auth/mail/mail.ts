import type { LinkPurpose } from '../link/link.ts';

export interface MailKind {
  readonly subject: string;
  /** Paragraphs. `{name}` and other words in braces are replaced by facts of the mail. */
  readonly lines: readonly string[];
  /** A button with a one-time link: its label, its page, and what the link is for. */
  readonly link?: { readonly label: string; readonly page: `/${string}`; readonly purpose: LinkPurpose };
}

/** Every mail that the service sends. The kit makes text and HTML of it, and the link. */
export const mailKinds = {
  'verify-email': {
    subject: 'Confirm your e-mail address',
    lines: [
      'please confirm your address to start using ODAVL Cloud:',
      '{link}',
      'The link works once, for 24 hours. If you did not sign up, ignore this mail.',
    ],
    link: { label: 'Confirm my address', page: '/verify-email', purpose: 'verify-email' },
  },
  'confirm-email-change': {
    subject: 'Confirm your new e-mail address',
    lines: [
      'somebody, hopefully you, asked to use this address for an ODAVL Cloud account:',
      '{link}',
      'The link works once, for 24 hours. Until then the old address stays. If it was not you, ignore this mail.',
    ],
    link: { label: 'Use this address', page: '/confirm-email', purpose: 'confirm-email-change' },
  },
  'email-changed': {
    subject: 'Your e-mail address was changed',
    lines: [
      'the address of your ODAVL Cloud account was changed to {newEmail}.',
      'If it was not you, answer this mail at once.',
    ],
  },
  'reset-password': {
    subject: 'Reset your password',
    lines: [
      'choose a new password here:',
      '{link}',
      'The link works once, for one hour. If you did not ask for it, ignore this mail: your password stays as it is.',
    ],
    link: { label: 'Choose a new password', page: '/reset-password', purpose: 'reset-password' },
  },
  'password-changed': {
    subject: 'Your password was changed',
    lines: [
      'the password of your ODAVL Cloud account was changed on {time}, and all other sessions were ended.',
      'If it was not you, reset your password at {apiUrl}/forgot-password now.',
    ],
  },
  'account-locked': {
    subject: 'Log-in to your account is paused',
    lines: [
      'somebody tried several wrong passwords for your ODAVL Cloud account, last on {time}. Log-in is paused until {until}.',
      'If it was you, wait or reset your password at {apiUrl}/forgot-password. If not, your password was not guessed; a second factor keeps it so.',
    ],
  },
  'second-factor-changed': {
    subject: 'How you log in was changed',
    lines: ['{change} on {time}.', 'If it was not you, reset your password at {apiUrl}/forgot-password now.'],
  },
  'refresh-reuse': {
    subject: 'We ended one of your sessions',
    lines: [
      'a refresh token of yours was used twice on {time}, by two different clients. One of them was not yours, so we ended the session.',
      'Please log in again. If you copied the token between machines yourself, nothing is wrong.',
    ],
  },
  invitation: {
    subject: '{inviter} invites you to {organization}',
    lines: [
      '{inviter} invites you to join {organization} on ODAVL Cloud as {role}:',
      '{link}',
      'The invitation is valid for 7 days. If you do not know them, ignore this mail.',
    ],
    link: { label: 'See the invitation', page: '/invitation', purpose: 'accept-invitation' },
  },
  'account-deletion': {
    subject: 'Your account will be deleted',
    lines: [
      'your ODAVL Cloud account will be deleted for good on {date}. All your sessions were ended.',
      'If you want to keep it:',
      '{link}',
    ],
    link: { label: 'Keep my account', page: '/restore-account', purpose: 'restore-account' },
  },
  'organization-deletion': {
    subject: '{organization} will be deleted',
    lines: [
      '{actor} deleted the organization {organization}. It and all that belongs to it will be erased on {date}.',
      'Until then an owner can restore it: POST {apiUrl}/v1/organizations/{organizationId}/restore',
    ],
  },
  'ownership-transferred': {
    subject: 'You are now an owner of {organization}',
    lines: ['{actor} made you an owner of {organization} on ODAVL Cloud.'],
  },
  'key-leaked': {
    subject: 'An API key of {organization} leaked and was revoked',
    lines: [
      'the API key "{keyName}" ({hint}…) was found in public, at {url}. We revoked it on {time}.',
      'Make a new key, put it where the old one was used, and look at what the old one did: {apiUrl}/v1/audit-log',
    ],
  },
  'webhook-disabled': {
    subject: 'A webhook endpoint was switched off',
    lines: [
      'your organization’s webhook endpoint {endpointId} at {host} was switched off on {time}. {reason}',
      'Nothing is sent to it any more. When it works again: POST {apiUrl}/v1/webhook-endpoints/{endpointId}/enable',
      'What it missed is kept for as long as your plan keeps history: POST {apiUrl}/v1/webhook-endpoints/{endpointId}/recover',
    ],
  },
} as const satisfies Record<string, MailKind>;

export type MailKindName = keyof typeof mailKinds;
