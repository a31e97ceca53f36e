import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { devicePage } from '../page/device.ts';
import type { deviceContract } from './contract.ts';
import { decideDevice } from './decide-device.ts';
import { showDevice } from './show-device.ts';
import { startDevice } from './start-device.ts';
import { createDeviceStore } from './store.ts';

export function deviceHandlers(base: AuthDeps): Handlers<typeof deviceContract> {
  const deps = { ...base, devices: createDeviceStore(base.dynamo, base.table) };
  return {
    startDevice: ({ ctx, body, request }) =>
      startDevice({ ctx, deps, input: { form: body, authorization: request.headers.authorization } }),
    showDevice: ({ ctx, body }) => showDevice({ ctx, deps, input: body }),
    decideDevice: async ({ ctx, body }) => void (await decideDevice({ ctx, deps, input: body })),
    devicePage: async ({ query }) => devicePage(query.user_code),
  };
}
