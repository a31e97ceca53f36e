const html = `<form id="log-in">
<p id="log-in-wrong" role="alert" tabindex="-1"></p>
<output id="log-in-said" tabindex="-1"></output>
<button type="button" class="quiet" id="log-in-resend" hidden>Mail me a new link</button>
<label for="log-in-email">E-mail address</label>
<input id="log-in-email" name="email" type="email" required maxlength="254" autocomplete="username webauthn" autocapitalize="none" spellcheck="false">
<label for="log-in-password">Password</label>
<input id="log-in-password" name="password" type="password" required maxlength="256" autocomplete="current-password">
<div id="log-in-second" hidden>
<label for="log-in-code">Code</label>
<input id="log-in-code" name="code" maxlength="64" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" aria-describedby="log-in-code-hint">
<p class="hint" id="log-in-code-hint">The six digits of your authenticator app, or one of your recovery codes.</p>
</div>
<button>Log in</button>
<button type="button" class="quiet" id="log-in-passkey" hidden>Use a passkey</button>
<p><a class="alone" href="/forgot-password">Forgot your password?</a></p>
</form>`;

/**
 * The browser offers passkeys in the e-mail field while a challenge waits; it is renewed before its five minutes are over.
 * Passkeys belong to a name, so on an IP address there are none (WebAuthn §5.1.2). What the browser itself throws has no
 * `status`, but may have an old numeric `code`.
 */
const script = `
async function api(method, path, body, token) {
  let reply;
  try {
    reply = await fetch(path, {
      method, cache: 'no-store', credentials: 'omit',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...(token && { authorization: 'Bearer ' + token }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch { throw new Error('The platform could not be reached. Please try again.'); }
  const said = reply.status === 204 ? undefined : await reply.json().catch(() => ({}));
  if (reply.ok) return said;
  const values = said?.errors?.map(({ message }) => message.replace(/\\.?$/, '.')).join(' ');
  throw Object.assign(new Error(values || said?.detail || 'The platform could not answer. Please try again.'), { code: said?.code, status: reply.status });
}
function endWithPage(refreshToken) {
  addEventListener('pagehide', () => fetch('/v1/auth/logout', {
    method: 'POST', keepalive: true, credentials: 'omit',
    headers: { 'content-type': 'application/json' }, body: JSON.stringify({ refreshToken: refreshToken() }) }));
}
const canUsePasskeys = typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function' && !/^[\\d.]+$|^\\[/.test(location.hostname);
function loggedIn() {
  const part = (name) => document.getElementById('log-in' + name);
  const form = part(''), wrong = part('-wrong'), second = part('-second'), code = part('-code'), passkey = part('-passkey');
  const said = part('-said'), resend = part('-resend');
  passkey.hidden = !canUsePasskeys;
  return new Promise((resolve) => {
    let waiting, timer;
    const stopOffering = () => { clearTimeout(timer); waiting?.abort(); waiting = undefined; };
    const finish = ({ accessToken, refreshToken }) => {
      stopOffering();
      form.hidden = true;
      form.reset();
      resolve({ accessToken, refreshToken });
    };
    const fail = (message) => { wrong.textContent = message; wrong.focus(); };
    const clear = () => { wrong.textContent = said.textContent = ''; resend.hidden = true; };
    const busy = (isBusy) => { for (const button of form.querySelectorAll('button')) button.disabled = isBusy; };
    const ask = async (options) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await api('POST', '/v1/auth/passkeys/login/options', {}));
      const credential = await navigator.credentials.get({ ...options, publicKey });
      finish(await api('POST', '/v1/auth/passkeys/login', { response: credential.toJSON() }));
    };
    const offer = async () => {
      stopOffering();
      const mine = waiting = new AbortController();
      if (!canUsePasskeys || !(await PublicKeyCredential.isConditionalMediationAvailable?.()) || mine.signal.aborted) return;
      timer = setTimeout(offer, 240_000);
      try { await ask({ mediation: 'conditional', signal: mine.signal }); }
      catch (error) { if (!mine.signal.aborted && error.status) wrong.textContent = error.message; }
    };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const { email, password } = form.elements;
      const totp = second.hidden ? '' : code.value.trim();
      clear();
      busy(true);
      try {
        finish(await api('POST', '/v1/auth/login', { email: email.value, password: password.value, ...(totp && { totp }) }));
      } catch (error) {
        busy(false);
        if (error.code === 'mfa_required') {
          second.hidden = false;
          code.required = true;
          code.focus();
        } else {
          resend.hidden = error.code !== 'email_not_verified';
          fail(error.message);
        }
      }
      busy(false);
    });
    passkey.addEventListener('click', async () => {
      stopOffering();
      clear();
      busy(true);
      try { await ask({}); }
      catch (error) {
        busy(false);
        fail(error.status ? error.message : 'No passkey was used. Try again, or log in with your password.');
        offer();
      }
      busy(false);
    });
    resend.addEventListener('click', async () => {
      clear();
      try {
        await api('POST', '/v1/auth/resend-verification', { email: form.elements.email.value });
        said.textContent = 'A mail with a new link is on its way. Open the link, then log in here.';
        said.focus();
      } catch (error) { fail(error.message); }
    });
    offer();
  });
}`;

/**
 * A log-in inside a page. In the scope of the page's module, `script` defines `api(method, path, body, token)`, which replies
 * the JSON body or throws an Error with the problem's detail and `code`, and `loggedIn()`, a promise of
 * `{ accessToken, refreshToken }` that resolves when the person has logged in, and hides the form. The tokens are nowhere but
 * in the script's own variables; `endWithPage(refreshToken)`, which takes a function, logs out when the page is left.
 */
export const loginForm = { html, script } as const;
