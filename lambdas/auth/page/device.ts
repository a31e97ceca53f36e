import { escapeHtml } from '../../../shared/html.ts';
import type { Reply } from '../../../shared/route.ts';
import { loginForm } from './login-form.ts';
import { page } from './page.ts';

/** A code in the link is typed in for the person, but it is still theirs to compare and to confirm (RFC 8628 §3.3.1). */
const html = (userCode: string) => `<p id="first">Log in, then confirm the code that your device shows.</p>
${loginForm.html}
<form id="find" hidden>
<label for="user-code">Code on your device</label>
<input id="user-code" name="userCode" class="code" required maxlength="40" value="${escapeHtml(userCode)}" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="user-code-hint">
<p class="hint" id="user-code-hint">Eight letters and digits. Go on only if your device shows exactly these.</p>
<button>Continue</button>
</form>
<form id="decide" hidden>
<h2 id="asks" tabindex="-1"></h2>
<p>It would be able to:</p>
<ul class="plain" id="scopes"></ul>
<p class="hint">This lasts for 90 days at most. You can end it sooner at /account/security.</p>
<p>The device asked <span id="at"></span> from the address <strong id="ip"></strong><span id="agent"></span>. If this was not you, choose Deny.</p>
<label for="organization">Organization</label>
<select id="organization" name="organizationId"></select>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny" class="quiet">Deny</button>
</form>
<p role="alert" id="wrong" tabindex="-1"></p>
<output id="said" tabindex="-1"></output>`;

const script = `${loginForm.script}
const part = (id) => document.getElementById(id);
const [find, decide, wrong, said] = ['find', 'decide', 'wrong', 'said'].map(part);
const tokens = await loggedIn();
endWithPage(() => tokens.refreshToken);
const ask = (method, path, body) => api(method, path, body, tokens.accessToken);
const code = () => find.elements.userCode.value;
const fail = (error) => { wrong.textContent = error.message; wrong.focus(); };
const during = async (form, act) => {
  const buttons = [...form.querySelectorAll('button')];
  wrong.textContent = '';
  for (const button of buttons) button.disabled = true;
  try { await act(); } catch (error) { fail(error); }
  for (const button of buttons) button.disabled = false;
};
const option = ({ id, name }) => Object.assign(document.createElement('option'), { value: id, textContent: name });
const line = (text) => Object.assign(document.createElement('li'), { textContent: text });
async function memberships() {
  const all = [];
  for (let cursor = ''; cursor !== undefined;) {
    const list = await ask('GET', '/v1/organizations?limit=100' + (cursor && '&cursor=' + encodeURIComponent(cursor)));
    all.push(...list.items);
    cursor = list.nextCursor;
  }
  return all;
}
function show(device, organizations) {
  const open = organizations.filter(({ id }) => !device.organizationId || id === device.organizationId);
  part('asks').textContent = device.client.name + ' asks for access';
  part('scopes').replaceChildren(...device.scopes.map(({ allows }) => line(allows)));
  part('at').textContent = 'at ' + new Date(device.requestedFrom.at).toLocaleTimeString();
  part('ip').textContent = device.requestedFrom.ip;
  part('agent').textContent = device.requestedFrom.userAgent && ' with ' + device.requestedFrom.userAgent;
  part('organization').replaceChildren(...open.map(option));
  find.hidden = true;
  decide.hidden = false;
  part('asks').focus();
}
find.addEventListener('submit', (event) => {
  event.preventDefault();
  during(find, async () => show(await ask('POST', '/v1/oauth/device/verify', { userCode: code() }), await memberships()));
});
decide.addEventListener('submit', (event) => {
  event.preventDefault();
  const decision = event.submitter.value, organizationId = part('organization').value;
  during(decide, async () => {
    await ask('POST', '/v1/oauth/device/decide', {
      userCode: code(), decision, ...(decision === 'allow' && organizationId && { organizationId }) });
    decide.hidden = true;
    said.textContent = decision === 'allow' ? 'Your device is connected. You can close this page.' : 'The device was sent away. You can close this page.';
    said.focus();
    await api('POST', '/v1/auth/logout', { refreshToken: tokens.refreshToken });
  });
});
part('first').hidden = true;
find.hidden = false;
part('user-code').focus();`;

/** Where a person lets a device in. The log-in of this page ends with the decision. */
export function devicePage(userCode: string): Reply<string> {
  return page({ title: 'Connect a device', body: html(userCode), script });
}
