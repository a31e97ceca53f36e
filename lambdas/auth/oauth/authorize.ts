import { Reply } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { authorizePage, refusedPage } from '../page/authorize.ts';
import { AuthorizationParameters } from './authorization-request.ts';
import { readRequest, sentInQuery } from './read-request.ts';
import { answerTo } from './redirect-answer.ts';

/** The page that asks the person, an error for the app, or a page that says why there is neither. */
export async function authorize(call: { deps: AuthDeps; input: { rawQuery: string } }): Promise<Reply<string>> {
  const { deps } = call;
  const sent = sentInQuery(call.input.rawQuery);
  const read = await readRequest({ deps, input: sent });
  if (read.outcome === 'refused') return refusedPage(read.why);
  if (read.outcome === 'answered') return redirect(read.redirectTo);
  const { request } = read;
  const no = { error: 'access_denied', error_description: 'The person did not log in.' };
  const cancelUrl = answerTo(deps.apiUrl, request, no);
  // Only what we know of goes on to the page, so that it sends back what it may send.
  return authorizePage({ request, parameters: AuthorizationParameters.parse(sent.parameters), cancelUrl });
}

function redirect(location: string): Reply<string> {
  return new Reply('', { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }, 302);
}
