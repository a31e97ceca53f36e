import { expect, test } from 'vitest';
import { addressees } from '../../../../lambdas/auth/mail/addressees.ts';

const deps = { keepersOf: async (orgId: string) => [`owner of ${orgId}`, `admin of ${orgId}`] };
const facts = { host: 'hooks.example.com' };

test('a mail about a webhook endpoint goes to owners and admins, each under a mark of their own', async () => {
  const request = { kind: 'webhook-disabled' as const, orgId: 'org_1', facts };
  expect(await addressees({ deps, input: { eventId: 'evt_1', request } })).toEqual([
    { eventId: 'evt_1/owner of org_1', request: { ...request, userId: 'owner of org_1' } },
    { eventId: 'evt_1/admin of org_1', request: { ...request, userId: 'admin of org_1' } },
  ]);
});

test('other mails go to whom they name', async () => {
  const input = { eventId: 'evt_1', request: { kind: 'reset-password' as const, userId: 'usr_1', orgId: 'org_1' } };
  expect(await addressees({ deps, input })).toEqual([input]);
});
