const html = `<form id="log-in">
<p id="log-in-wrong" role="alert" tabindex="-1"></p>
<label for="log-in-email">E-mail address</label>
<input id="log-in-email" name="email" type="email" required maxlength="254" autocomplete="username webauthn" autocapitalize="none" spellcheck="false">
<label for="log-in-password">Password</label>
<input id="log-in-password" name="password" type="password" required maxlength="256" autocomplete="current-password">
<div id="log-in-second" hidden>
<label for="log-in-code">Second factor</label>
<input id="log-in-code" name="code" maxlength="64" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" aria-describedby="log-in-code-hint">
<p class="hint" id="log-in-code-hint">The six digits of your authenticator app, or one of your recovery codes.</p>
</div>
<button>Log in</button>
<button type="button" class="quiet" id="log-in-passkey" hidden>Use a passkey</button>
<p><a href="/forgot-password">Forgot your password?</a></p>
</form>`;

/** The browser offers passkeys in the e-mail field while a challenge waits; it is renewed before its five minutes are over. */
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
  throw Object.assign(new Error(said?.detail ?? 'The platform could not answer. Please try again.'), { code: said?.code, status: reply.status });
}
function loggedIn() {
  const part = (name) => document.getElementById('log-in' + name);
  const form = part(''), wrong = part('-wrong'), second = part('-second'), code = part('-code'), passkey = part('-passkey');
  const hasPasskeys = typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';
  passkey.hidden = !hasPasskeys;
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
    const busy = (isBusy) => { for (const button of form.querySelectorAll('button')) button.disabled = isBusy; };
    const ask = async (options) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await api('POST', '/v1/auth/passkeys/login/options', {}));
      const credential = await navigator.credentials.get({ ...options, publicKey });
      finish(await api('POST', '/v1/auth/passkeys/login', { response: credential.toJSON() }));
    };
    const offer = async () => {
      if (!hasPasskeys || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      stopOffering();
      const mine = waiting = new AbortController();
      timer = setTimeout(offer, 240_000);
      try { await ask({ mediation: 'conditional', signal: mine.signal }); }
      catch (error) { if (!mine.signal.aborted && error.code) wrong.textContent = error.message; }
    };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const { email, password } = form.elements;
      const totp = second.hidden ? '' : code.value.trim();
      wrong.textContent = '';
      busy(true);
      try {
        finish(await api('POST', '/v1/auth/login', { email: email.value, password: password.value, ...(totp && { totp }) }));
      } catch (error) {
        busy(false);
        if (error.code === 'mfa_required') {
          second.hidden = false;
          code.required = true;
          code.focus();
        } else fail(error.message);
      }
      busy(false);
    });
    passkey.addEventListener('click', async () => {
      stopOffering();
      wrong.textContent = '';
      busy(true);
      try { await ask({}); }
      catch (error) {
        busy(false);
        fail(error.code ? error.message : 'No passkey was used. Try again, or log in with your password.');
        offer();
      }
      busy(false);
    });
    offer();
  });
}`;

/**
 * A log-in inside a page. In the scope of the page's module, `script` defines `api(method, path, body, token)`, which replies
 * the JSON body or throws an Error with the problem's detail and `code`, and `loggedIn()`, a promise of
 * `{ accessToken, refreshToken }` that resolves when the person has logged in, and hides the form. The tokens are nowhere but
 * in the script's own variables.
 */
export const loginForm = { html, script } as const;
