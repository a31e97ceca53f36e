import * as z from 'zod';
import { jsonBody, jsonError, jsonReply } from '../../local/aws/json-protocol.ts';
import type { AwsService } from '../../local/aws/service.ts';
import { serve } from '../local/aws/serve.ts';

const PutEvents = z.object({ Entries: z.array(z.record(z.string(), z.unknown())) });

/** Takes events in like EventBridge, and refuses single entries in its 200 reply, as EventBridge does, while `refuses` is set. */
export async function startEventBridge() {
  const state: { entries: Record<string, unknown>[]; refuses: boolean } = { entries: [], refuses: false };
  const service: AwsService = {
    signingName: 'events',
    accesses: async () => [],
    handle: async (request) => {
      const { Entries } = PutEvents.parse(jsonBody(request));
      if (state.refuses) {
        const refused = Entries.map(() => ({ ErrorCode: 'ThrottlingException', ErrorMessage: 'Too many.' }));
        return jsonReply({ FailedEntryCount: Entries.length, Entries: refused }, '1.1');
      }
      state.entries.push(...Entries);
      return jsonReply({ FailedEntryCount: 0, Entries: Entries.map((_, at) => ({ EventId: `e${at}` })) }, '1.1');
    },
    renderError: (error) => jsonError(error, '1.1'),
    stop: async () => {},
  };
  return { state, ...(await serve(service)) };
}
