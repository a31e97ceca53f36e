import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { addPasskey } from './add-passkey.ts';
import type { passkeyContract } from './contract.ts';
import { listPasskeys } from './list-passkeys.ts';
import { logInWithPasskey } from './log-in-with-passkey.ts';
import { offerLogIn } from './offer-log-in.ts';
import { offerRegistration } from './offer-registration.ts';
import { removePasskey } from './remove-passkey.ts';

export function passkeyHandlers(deps: AuthDeps): Handlers<typeof passkeyContract> {
  return {
    offerPasskeyRegistration: ({ ctx }) => offerRegistration({ ctx, deps }),
    addPasskey: ({ ctx, body }) => addPasskey({ ctx, deps, input: body }),
    listPasskeys: ({ ctx, query }) => listPasskeys({ ctx, deps, input: query }),
    removePasskey: async ({ ctx, params }) => void (await removePasskey({ ctx, deps, input: params })),
    offerPasskeyLogIn: ({ ctx }) => offerLogIn({ ctx, deps }),
    logInWithPasskey: ({ ctx, body }) => logInWithPasskey({ ctx, deps, input: body }),
  };
}
