import { escapeHtml } from '../../../shared/html.ts';
import { Reply } from '../../../shared/route.ts';
import { OAuthScope } from '../client/client.ts';
import { scopeWords } from '../client/scope-words.ts';
import type { AuthorizationParameters, AuthorizationRequest } from '../oauth/authorization-request.ts';
import { loginForm } from './login-form.ts';
import { page } from './page.ts';

interface Asked {
  readonly request: AuthorizationRequest;
  readonly parameters: AuthorizationParameters;
  /** Where the app gets told that the person did not even log in. */
  readonly cancelUrl: string;
}

function html({ request, parameters, cancelUrl }: Asked): string {
  const { client, scope, redirectUri } = request;
  const data = escapeHtml(JSON.stringify({ parameters, organizationId: client.orgId, hint: parameters.login_hint }));
  const name = escapeHtml(client.name);
  const maker = client.orgId === undefined ? '' : ' The app was registered by an organization, not by ODAVL.';
  return `<div id="log-in-part">
<p><strong>${name}</strong> asks for access to your account.${maker} Log in to see what it asks for.</p>
${loginForm.html}
</div>
<form id="decide" data-asked="${data}" hidden>
<h2 id="asks" tabindex="-1">${name} wants to:</h2>
<ul class="plain">${scope.split(' ').map(line).join('')}</ul>
<p class="hint">This lasts for 90 days at most. You can end it sooner at /account/security.</p>
<label for="organization">In the organization</label>
<select id="organization" name="organizationId" required></select>
<p class="hint">You will be sent to <strong>${escapeHtml(placeOf(redirectUri))}</strong>.${maker}</p>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny" class="quiet" formnovalidate>Deny</button>
</form>
<p role="alert" id="wrong" tabindex="-1"></p>
<output id="said" tabindex="-1"></output>
<p id="back"><a class="alone" id="cancel" href="${escapeHtml(cancelUrl)}">Cancel and go back to ${name}</a></p>`;
}

function line(word: string): string {
  const scope = OAuthScope.safeParse(word).data;
  return `<li>${escapeHtml(scope ? scopeWords[scope] : word)}</li>`;
}

function placeOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  if (/^http:$/.test(protocol)) return 'an app on this computer';
  return protocol === 'https:' ? host : `an app that opens ${protocol}//`;
}

const script = `${loginForm.script}
const part = (id) => document.getElementById(id);
const [decide, wrong, said, organization] = ['decide', 'wrong', 'said', 'organization'].map(part);
const asked = JSON.parse(decide.dataset.asked);
if (asked.hint) part('log-in-email').value = asked.hint;
const tokens = await loggedIn();
endWithPage(() => tokens.refreshToken);
const ask = (method, path, body) => api(method, path, body, tokens.accessToken);
const fail = (message) => { wrong.textContent = message; wrong.focus(); };
const option = ({ id, name }) => Object.assign(document.createElement('option'), { value: id, textContent: name });
async function memberships() {
  const all = [];
  for (let cursor = ''; cursor !== undefined;) {
    const list = await ask('GET', '/v1/organizations?limit=100' + (cursor && '&cursor=' + encodeURIComponent(cursor)));
    all.push(...list.items);
    cursor = list.nextCursor;
  }
  return all;
}
const leave = () => api('POST', '/v1/auth/logout', { refreshToken: tokens.refreshToken });
decide.addEventListener('submit', async (event) => {
  event.preventDefault();
  const buttons = [...decide.querySelectorAll('button')], { value: decision } = event.submitter;
  wrong.textContent = '';
  for (const button of buttons) button.disabled = true;
  try {
    const { redirectTo } = await ask('POST', '/v1/oauth/authorize', {
      ...asked.parameters, decision, organizationId: organization.value });
    await leave();
    decide.hidden = true;
    said.textContent = 'You are being sent back. You can close this page.';
    location.replace(redirectTo);
  } catch (error) { fail(error.message); }
  for (const button of buttons) button.disabled = false;
});
part('log-in-part').hidden = true;
try {
  const open = (await memberships()).filter(({ id }) => !asked.organizationId || id === asked.organizationId);
  organization.replaceChildren(...open.map(option));
  decide.hidden = open.length === 0;
  part('back').hidden = open.length > 0;
  if (open.length > 0) part('asks').focus();
  else { await leave(); fail('Only members of the organization that registered this app can use it.'); }
} catch (error) { fail(error.message); }`;

/** Where a person logs in and decides what an app may do. The log-in of this page ends with the decision. */
export function authorizePage(asked: Asked): Reply<string> {
  return page({ title: `Connect ${asked.request.client.name}`, body: html(asked), script });
}

/** For a request that must not be answered by a redirect. */
export function refusedPage(why: string): Reply<string> {
  const { body, headers } = page({
    title: 'This app cannot be connected',
    body: `<p>${escapeHtml(why)}</p>
<p>Nothing was shared. Go back to the app and try again, or tell its maker what you see here.</p>`,
  });
  return new Reply(body, headers, 400);
}
