import { escapeHtml } from '../../../shared/html.ts';
import type { Reply } from '../../../shared/route.ts';
import { loginForm } from './login-form.ts';
import { page } from './page.ts';

/** To decline, the mail is enough; to accept, the account of the invited address is needed. */
const html = (token: string) => `<p id="about">Reading the invitation…</p>
<div id="open" data-token="${escapeHtml(token)}" hidden>
<div id="who">
<h2>Log in to accept</h2>
<p class="hint">With the account of <strong id="email"></strong>.</p>
${loginForm.html}
<details>
<summary>No account yet?</summary>
<form id="sign-up">
<label for="name">Your name</label>
<input id="name" name="name" required maxlength="100" autocomplete="name">
<label for="own">Name of your own organization</label>
<input id="own" name="organizationName" required maxlength="100" autocomplete="organization" aria-describedby="own-hint">
<p class="hint" id="own-hint">Everybody has one of their own, beside those that they join.</p>
<label for="new-password">Password</label>
<input id="new-password" name="password" type="password" required minlength="8" maxlength="256" autocomplete="new-password" aria-describedby="new-password-hint">
<p class="hint" id="new-password-hint">At least 8 characters. A few words in a row make a good password.</p>
<button>Create my account</button>
</form>
</details>
</div>
<button id="accept" hidden>Accept</button>
<button id="decline" class="quiet">Decline</button>
</div>
<p role="alert" id="wrong" tabindex="-1"></p>
<output id="said" tabindex="-1"></output>`;

const script = `${loginForm.script}
const part = (id) => document.getElementById(id);
const [open, who, accept, decline, wrong, said] = ['open', 'who', 'accept', 'decline', 'wrong', 'said'].map(part);
const { token } = open.dataset;
const say = (text) => { open.hidden = true; said.textContent = text; said.focus(); };
const during = async (button, act) => {
  wrong.textContent = said.textContent = '';
  button.disabled = true;
  try { await act(); } catch (error) { wrong.textContent = error.message; wrong.focus(); }
  button.disabled = false;
};
async function show() {
  const { organization, inviter, role, email } = await api('POST', '/v1/invitations/preview', { token });
  part('about').textContent = (inviter ?? 'Somebody') + ' invites ' + email + ' to join ' + organization.name + ' as ' + role + '.';
  part('email').textContent = part('log-in-email').value = email;
  open.hidden = false;
  decline.addEventListener('click', () => during(decline, async () => {
    await api('POST', '/v1/invitations/decline', { token });
    say('You declined the invitation.');
  }));
  part('sign-up').addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target;
    const { name, organizationName, password } = form.elements;
    during(form.querySelector('button'), async () => {
      await api('POST', '/v1/auth/signup', { email, name: name.value, organizationName: organizationName.value, password: password.value });
      form.closest('details').hidden = true;
      said.textContent = 'Your account is made. Open the link in the mail that we sent you, then log in here.';
      said.focus();
    });
  });
  const { accessToken, refreshToken } = await loggedIn();
  endWithPage(() => refreshToken);
  who.hidden = true;
  accept.hidden = false;
  wrong.textContent = said.textContent = '';
  accept.focus();
  accept.addEventListener('click', () => during(accept, async () => {
    try { await api('POST', '/v1/invitations/accept', { token }, accessToken); }
    catch (error) {
      if (error.code !== 'forbidden') throw error;
      throw new Error(error.message + ' Reload this page to do so.');
    }
    say('You are a member of ' + organization.name + ' now.');
  }));
}
show().catch((error) => {
  part('about').textContent = error.code === 'invalid_link'
    ? 'If you have accepted before, log in as usual. If not, ask for a new invitation.' : '';
  wrong.textContent = error.message;
  wrong.focus();
});`;

export function invitationPage(token: string): Reply<string> {
  return page({ title: 'An invitation', body: html(token), script });
}
