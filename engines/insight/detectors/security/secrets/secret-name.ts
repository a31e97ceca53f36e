/** `dbPassword` → `db_password`, `API-KEY` → `api_key`. */
function inWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

const secretNames =
  /(?:^|_)(?:secret|token|api_?key|apikey|private_?key|secret_?key|access_?key|auth_?key|signing_?key|encryption_?key|master_?key|session_?key|jwt_?key|client_?secret|auth|credentials?|api_?secret|bearer|passphrase)$/;
const passwordNames = /(?:^|_)(?:password|passwd|pwd|passphrase|db_?pass|user_?pass|pgpassword|pass_?word)$/;

/** `publicKey`, `csrfToken`, `invalidToken`: names that only sound like one. */
const harmless =
  /(?:^|_)(?:public|publishable|csrf|xsrf|invalid|missing|no|bad|wrong|expired|unknown|forgot|reset|change|confirm|next|prev|previous|page|continuation|cursor|sync|design|color|theme|syntax|token_?type|i18n|label|placeholder|regex|pattern|format|mask|masked|hashed|hash|encrypted|site|anon|tracking|ga|cancel|punctuation|injection|di)(?:_|$)/;

export type SecretKind = 'password' | 'secret';

/** What a value of this name must be; undefined when its name does not say that it is secret. */
export function secretKindOf(name: string): SecretKind | undefined {
  if (name.length > 80) return undefined;
  const words = inWords(name);
  if (harmless.test(words)) return undefined;
  if (passwordNames.test(words)) return 'password';
  return secretNames.test(words) ? 'secret' : undefined;
}
