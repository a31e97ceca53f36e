import type { Reply } from '../../../shared/route.ts';
import { loginForm } from './login-form.ts';
import { page } from './page.ts';

const password = (id: string) => `<label for="${id}">Your password</label>
<input id="${id}" name="password" type="password" required maxlength="256" autocomplete="current-password">`;
const code = (id: string, label: string) => `<label for="${id}">${label}</label>
<input id="${id}" name="code" required maxlength="64" autocomplete="one-time-code" autocapitalize="none" spellcheck="false">`;
const messages = '<p role="alert" tabindex="-1"></p><output></output>';

const body = `${loginForm.html}
<div id="security" hidden>
<section aria-labelledby="app">
<h2 id="app" tabindex="-1">Authenticator app</h2>
<p id="app-state"></p>
${messages}
<form id="enroll" hidden>${password('enroll-password')}<button>Set up an app</button></form>
<div id="enrolled" hidden>
<p>Scan this with the app, or type the key into it.</p>
<img id="qr" width="232" height="232" alt="QR code that holds the key below">
<p>Key: <code id="secret"></code></p>
<form id="activate">${code('activate-code', 'The six digits that the app shows now')}<button>Activate</button></form>
</div>
<div id="codes" hidden>
<h3 id="codes-heading" tabindex="-1">Your recovery codes</h3>
<p>Each of them works once instead of the app. Keep them where you find them without your phone: they are shown only now.</p>
<ul id="code-list" class="plain"></ul>
<button type="button" id="copy">Copy all</button>
<button type="button" id="kept" class="quiet">I have kept them</button>
</div>
<form id="change" hidden>
<h3>Replace the recovery codes, or remove the app</h3>
${password('change-password')}${code('change-code', 'A code of the app, or a recovery code')}
<button value="renew">Make new recovery codes</button>
<button value="disable" class="quiet">Remove the app</button></form>
</section>
<section aria-labelledby="passkeys">
<h2 id="passkeys" tabindex="-1">Passkeys</h2>
<p>A passkey logs you in without a password: the device asks for your finger, face or PIN.</p>
<p id="no-passkeys" hidden>This browser cannot make passkeys on this page.</p>
${messages}
<ul id="passkey-list" class="plain"></ul>
<form id="add-passkey"><label for="passkey-name">Name of a new passkey</label>
<input id="passkey-name" name="name" required maxlength="100" autocomplete="off"><button>Add a passkey</button></form>
</section>
<section aria-labelledby="sessions">
<h2 id="sessions" tabindex="-1">Where you are logged in</h2>
${messages}
<ul id="session-list" class="plain"></ul>
<button type="button" id="end-others" class="quiet">End all others</button>
</section>
<p><button type="button" id="log-out" class="quiet">Log out</button></p>
</div>`;

/** The session of this page ends with the page. What comes from the API is put in as text, never as HTML. */
const script = `${loginForm.script}
const part = (id) => document.getElementById(id);
const show = (id, isShown) => { part(id).hidden = !isShown; };
const when = (time) => new Date(time).toLocaleString();
show('add-passkey', canUsePasskeys);
show('no-passkeys', !canUsePasskeys);
let tokens = await loggedIn();
const call = async (method, path, body) => {
  try { return await api(method, path, body, tokens.accessToken); }
  catch (error) {
    if (error.code !== 'invalid_token') throw error;
    tokens = await api('POST', '/v1/auth/refresh', { refreshToken: tokens.refreshToken });
    return api(method, path, body, tokens.accessToken);
  }
};
const act = async (element, work) => {
  const section = element.closest('section');
  const wrong = section.querySelector('[role=alert]'), said = section.querySelector('output');
  if (section.ariaBusy === 'true') return;
  section.ariaBusy = 'true';
  wrong.textContent = said.textContent = '';
  try { said.textContent = (await work()) ?? ''; }
  catch (error) { wrong.textContent = error.message; wrong.focus(); }
  section.ariaBusy = 'false';
};
const onSubmit = (id, work) => part(id).addEventListener('submit', (event) => {
  event.preventDefault();
  act(event.target, () => work(event.target.elements, event));
});
const row = (text, action) => {
  const item = document.createElement('li');
  item.append(Object.assign(document.createElement('span'), { textContent: text }));
  if (!action) return item;
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'quiet', textContent: action.label });
  button.setAttribute('aria-label', action.label + ': ' + text);
  button.addEventListener('click', () => act(item.parentElement, async () => {
    await action.run();
    item.closest('section').querySelector('h2').focus();
    item.remove();
    return action.done;
  }));
  item.append(button);
  return item;
};
const readState = async () => {
  const { totp, recoveryCodesLeft } = await call('GET', '/v1/auth/mfa');
  part('app-state').textContent = totp.isActive
    ? 'Active since ' + when(totp.activatedAt) + '. Recovery codes left: ' + recoveryCodesLeft + '.'
    : 'Not set up. With it, nobody gets in with your password alone.';
  show('enroll', !totp.isActive);
  show('change', totp.isActive);
  show('enrolled', false);
};
const showCodes = ({ recoveryCodes }) => {
  part('code-list').replaceChildren(...recoveryCodes.map((each) => {
    const item = document.createElement('li');
    item.append(Object.assign(document.createElement('code'), { textContent: each }));
    return item;
  }));
  show('codes', true);
  part('codes-heading').focus();
};
const passkeyRow = ({ id, name, createdAt, lastUsedAt }) => row(name + ', added ' + when(createdAt) + (lastUsedAt ? ', last used ' + when(lastUsedAt) : ''), {
  label: 'Remove', done: 'The passkey was removed.', run: () => call('DELETE', '/v1/auth/passkeys/' + id) });
const first = (names, text) => names.find(([pattern]) => pattern.test(text))?.[1];
const programs = [[/Edg/, 'Edge'], [/OPR/, 'Opera'], [/Firefox|FxiOS/, 'Firefox'], [/Chrome|CriOS/, 'Chrome'], [/Safari/, 'Safari']];
const systems = [[/Windows/, 'Windows'], [/Android/, 'Android'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Mac OS/, 'Mac'], [/Linux/, 'Linux']];
const programOf = (agent) => {
  const program = first(programs, agent), system = first(systems, agent);
  return program && system ? program + ' on ' + system : agent || 'Unknown program';
};
const sessionRow = ({ id, ip, userAgent, clientName, lastUsedAt, isCurrent }) => row((clientName ? clientName + ': ' : '') + programOf(userAgent) + ', ' + ip + ', last used ' + when(lastUsedAt) + (isCurrent ? ' (this page)' : ''),
  isCurrent ? undefined : { label: 'End', done: 'The session was ended.', run: () => call('DELETE', '/v1/auth/sessions/' + id) });
const readSessions = async () => {
  const { items } = await call('GET', '/v1/auth/sessions?limit=100');
  part('session-list').replaceChildren(...items.map(sessionRow));
};
onSubmit('enroll', async ({ password }) => {
  const { secret, qrSvg } = await call('POST', '/v1/auth/mfa/totp/enroll', { password: password.value });
  password.value = '';
  part('qr').src = 'data:image/svg+xml;base64,' + btoa(qrSvg);
  part('secret').textContent = secret;
  show('enroll', false);
  show('enrolled', true);
  part('activate-code').focus();
});
onSubmit('activate', async ({ code }) => {
  const codes = await call('POST', '/v1/auth/mfa/totp/activate', { code: code.value });
  part('qr').removeAttribute('src');
  part('secret').textContent = code.value = '';
  await readState();
  showCodes(codes);
  return 'The app is active.';
});
onSubmit('change', async ({ password, code }, { submitter }) => {
  const body = { password: password.value, code: code.value };
  code.value = '';
  if (submitter?.value === 'disable') {
    await call('POST', '/v1/auth/mfa/totp/disable', body);
    show('codes', false);
    part('app').focus();
  } else showCodes(await call('POST', '/v1/auth/mfa/recovery-codes', body));
  password.value = '';
  await readState();
  return submitter?.value === 'disable' ? 'The app was removed.' : 'The old recovery codes are void.';
});
part('copy').addEventListener('click', (event) => act(event.target, async () => {
  const text = [...part('code-list').querySelectorAll('code')].map((each) => each.textContent).join('\\n');
  try { await navigator.clipboard.writeText(text); }
  catch { throw new Error('The browser does not let this page copy. Select the codes and copy them yourself.'); }
  return 'Copied.';
}));
part('kept').addEventListener('click', () => {
  part('code-list').replaceChildren();
  show('codes', false);
  part('app').focus();
});
onSubmit('add-passkey', async ({ name }) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await call('POST', '/v1/auth/passkeys/options', {}));
  const credential = await navigator.credentials.create({ publicKey }).catch((error) => {
    throw new Error(error.name === 'InvalidStateError' ? 'This device has a passkey of yours already.' : 'No passkey was made. Try again.');
  });
  const passkey = await call('POST', '/v1/auth/passkeys', { name: name.value, response: credential.toJSON() });
  part('passkey-list').append(passkeyRow(passkey));
  name.value = '';
  return 'The passkey was added.';
});
part('end-others').addEventListener('click', (event) => act(event.target, async () => {
  await call('DELETE', '/v1/auth/sessions');
  await readSessions();
  return 'All other sessions were ended.';
}));
const logOut = () => api('POST', '/v1/auth/logout', { refreshToken: tokens.refreshToken });
part('log-out').addEventListener('click', async () => { await logOut(); location.reload(); });
endWithPage(() => tokens.refreshToken);
const readPasskeys = async () => {
  const { items } = await call('GET', '/v1/auth/passkeys?limit=100');
  part('passkey-list').replaceChildren(...items.map(passkeyRow));
};
await Promise.all([act(part('app'), readState), act(part('passkeys'), readPasskeys), act(part('sessions'), readSessions)]);
show('security', true);
part('app').focus();`;

/** Second factor, passkeys and sessions of whoever logs in here. */
export function securityPage(): Reply<string> {
  return page({ title: 'Security of your account', body, script, isWide: true });
}
