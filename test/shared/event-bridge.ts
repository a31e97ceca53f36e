import * as z from 'zod';
import { jsonBody, jsonError, jsonReply } from '../../local/aws/json-protocol.ts';
import type { AwsService } from '../../local/aws/service.ts';
import { serve } from '../local/aws/serve.ts';

const Entry = z.looseObject({ Detail: z.string() });
const PutEvents = z.object({ Entries: z.array(Entry) });
type Entry = z.infer<typeof Entry>;

interface State {
  /** What was taken in. */
  entries: Entry[];
  /** The entries of each call, also those that were refused. */
  calls: Entry[][];
  /** The id of an event that is always refused; true refuses all. */
  refuses: string | boolean;
  /** For the next calls, one after the other, the ids that are refused. */
  refusals: string[][];
}

const fresh = (): State => ({ entries: [], calls: [], refuses: false, refusals: [] });

/** Takes events in like EventBridge, and refuses single entries in its 200 reply, as EventBridge does, when told so. */
export async function startEventBridge() {
  const state = fresh();
  const service: AwsService = {
    signingName: 'events',
    accesses: async () => [],
    handle: async (request) => {
      const { Entries } = PutEvents.parse(jsonBody(request));
      state.calls.push(Entries);
      const now = state.refusals.shift() ?? [];
      const isRefused = ({ Detail }: Entry) => {
        const { id } = z.object({ id: z.string() }).parse(JSON.parse(Detail));
        return state.refuses === true || state.refuses === id || now.includes(id);
      };
      state.entries.push(...Entries.filter((entry) => !isRefused(entry)));
      const replies = Entries.map((entry, at) =>
        isRefused(entry) ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'Too many.' } : { EventId: `e${at}` },
      );
      return jsonReply({ FailedEntryCount: Entries.filter(isRefused).length, Entries: replies }, '1.1');
    },
    renderError: (error) => jsonError(error, '1.1'),
    stop: async () => {},
  };
  return { state, reset: () => void Object.assign(state, fresh()), ...(await serve(service)) };
}
