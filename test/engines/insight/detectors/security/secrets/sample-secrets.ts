// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are lines of files that fill a secret in later.
import { checksumOf } from '../../../../../../engines/insight/detectors/security/secrets/checksum.ts';

const sets = {
  hex: '0123456789abcdef',
  alnum: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  upperDigits: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  digits: '123456789',
  base64: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/',
} as const;

/** The same text each time, mixed as a generator would, so that no test holds a secret that a scanner could take for one. */
export function mixed(set: keyof typeof sets, length: number, seed = 1): string {
  let state = (seed * 2_654_435_761) >>> 0;
  let text = '';
  while (text.length < length) {
    state ^= (state << 13) >>> 0;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= (state << 5) >>> 0;
    state >>>= 0;
    text += sets[set].charAt(state % sets[set].length);
  }
  return text;
}

const signed = (prefix: string, seed: number) => {
  const body = mixed('alnum', 30, seed);
  return prefix + body + checksumOf(body);
};
const odavl = (seed: number) => {
  const body = `odavl_${mixed('alnum', 43, seed)}`;
  return body + checksumOf(body);
};
const pem = (kind: string, seed: number) =>
  `-----BEGIN ${kind}PRIVATE KEY-----\n${mixed('base64', 64, seed)}\n${mixed('base64', 64, seed + 1)}\n-----END ${kind}PRIVATE KEY-----`;
const encoded = (value: string) => Buffer.from(value).toString('base64url');
const jwt = (alg: string, seed: number) =>
  `${encoded(`{"alg":"${alg}"}`)}.${encoded('{"sub":"somebody"}')}.${mixed('alnum', 43, seed)}`;
const uuid = (seed: number) => [8, 4, 4, 4, 12].map((length, nth) => mixed('hex', length, seed + nth)).join('-');

export interface Sample {
  /** A line of a file. */
  readonly text: string;
  /** What must be shown nowhere. */
  readonly secret: string;
}

const plain = (secret: string): Sample => ({ text: `const value = "${secret}";`, secret });
const within = (before: string, secret: string, after = ''): Sample => ({ text: before + secret + after, secret });

/** For each known secret two that are, and two texts that are not. */
export const samples: Readonly<
  Record<string, { readonly secrets: readonly Sample[]; readonly others: readonly string[] }>
> = {
  'secret-odavl-key': {
    secrets: [plain(odavl(1)), plain(odavl(2))],
    others: [`odavl_${mixed('alnum', 20)}`, 'odavl_project_configuration'],
  },
  'secret-github-token': {
    secrets: [plain(signed('ghp_', 3)), within('token: ', signed('ghs_', 4))],
    others: [`ghp_${mixed('alnum', 20)}`, `x_${signed('ghp_', 5)}`],
  },
  'secret-github-fine-grained-token': {
    secrets: [5, 6].map((seed) => plain(`github_pat_${mixed('alnum', 22, seed)}_${mixed('alnum', 59, seed)}`)),
    others: [`github_pat_${mixed('alnum', 22)}`, 'github_pat_${TOKEN}'],
  },
  'secret-gitlab-token': {
    secrets: [plain(`glpat-${mixed('alnum', 20, 7)}`), within('deploy ', `gldt-${mixed('alnum', 20, 8)}`)],
    others: ['glpat-xxxxxxxxxxxxxxxxxxxx', 'glpat-short'],
  },
  'secret-npm-token': {
    secrets: [within('//registry.example.com/:_authToken=', signed('npm_', 9)), plain(signed('npm_', 10))],
    others: ['//registry.example.com/:_authToken=${NPM_TOKEN}', 'npm_config_registry'],
  },
  'secret-pypi-token': {
    secrets: [11, 12].map((seed) => plain(`pypi-AgEIcHlwaS5vcmc${mixed('alnum', 70, seed)}`)),
    others: ['pypi-AgEIcHlwaS5vcmc', `pypi-${mixed('alnum', 70)}`],
  },
  'secret-rubygems-key': {
    secrets: [13, 14].map((seed) => plain(`rubygems_${mixed('hex', 48, seed)}`)),
    others: [`rubygems_${mixed('hex', 20)}`, 'rubygems_version'],
  },
  'secret-docker-hub-token': {
    secrets: [15, 16].map((seed) => plain(`dckr_pat_${mixed('alnum', 27, seed)}`)),
    others: ['dckr_pat_token', `dckr_${mixed('alnum', 27)}`],
  },
  'secret-atlassian-token': {
    secrets: [17, 18].map((seed) => plain(`ATATT3xFfGF0${mixed('alnum', 160, seed)}`)),
    others: [`ATATT3xFfGF0${mixed('alnum', 20)}`, mixed('alnum', 160)],
  },
  'secret-postman-key': {
    secrets: [19, 20].map((seed) => plain(`PMAK-${mixed('hex', 24, seed)}-${mixed('hex', 34, seed)}`)),
    others: [`PMAK-${mixed('hex', 24)}`, 'PMAK-your-key'],
  },
  'secret-sentry-token': {
    secrets: [plain(`sntryu_${mixed('hex', 64, 21)}`), plain(`sntrys_eyJ${mixed('alnum', 120, 22)}`)],
    others: ['sntryu_token', 'https://abc@o1.ingest.sentry.io/1'],
  },
  'secret-grafana-token': {
    secrets: [23, 24].map((seed) => plain(`glsa_${mixed('alnum', 32, seed)}_${mixed('hex', 8, seed)}`)),
    others: [`glsa_${mixed('alnum', 32)}`, 'glsa_name'],
  },
  'secret-new-relic-key': {
    secrets: [25, 26].map((seed) => plain(`NRAK-${mixed('upperDigits', 27, seed)}`)),
    others: ['NRAK-XXXXXXXXXXXXXXXXXXXXXXXXXXX', 'NRAK-1'],
  },
  'secret-linear-key': {
    secrets: [27, 28].map((seed) => plain(`lin_api_${mixed('alnum', 40, seed)}`)),
    others: ['lin_api_key', `lin_api_${mixed('alnum', 12)}`],
  },
  'secret-notion-token': {
    secrets: [29, 30].map((seed) => plain(`ntn_${mixed('digits', 11, seed)}${mixed('alnum', 35, seed)}`)),
    others: ['ntn_token', `ntn_${mixed('letters', 46)}`],
  },
  'secret-aws-access-key': {
    secrets: [plain(`AKIA${mixed('upper', 16, 31)}`), within('id=', `ASIA${mixed('upper', 16, 32)}`)],
    others: ['AKIAIOSFODNN7EXAMPLE', `AKIA${mixed('upper', 9)}`],
  },
  'secret-aws-secret-key': {
    secrets: [
      within('aws_secret_access_key = ', mixed('base64', 40, 33)),
      within('secretAccessKey: "', mixed('base64', 40, 34), '"'),
    ],
    others: ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', `commit = ${mixed('hex', 40)}`],
  },
  'secret-google-service-account': {
    secrets: [35, 36].map((seed) => ({
      text: `{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----\\n${mixed('base64', 90, seed)}\\n-----END PRIVATE KEY-----\\n"}`,
      secret: mixed('base64', 90, seed),
    })),
    others: ['{"type": "service_account", "private_key": "..."}', '{"type": "service_account", "project_id": "x"}'],
  },
  'secret-google-api-key': {
    secrets: [37, 38].map((seed) => plain(`AIza${mixed('alnum', 35, seed)}`)),
    others: [`AIza${mixed('alnum', 20)}`, 'AIzaxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'secret-google-oauth': {
    secrets: [39, 40].map((seed) => plain(`GOCSPX-${mixed('alnum', 28, seed)}`)),
    others: ['GOCSPX-your-client-secret-goes-here', 'GOCSPX-'],
  },
  'secret-firebase-server-key': {
    secrets: [41, 42].map((seed) => plain(`AAAA${mixed('alnum', 7, seed)}:APA91${mixed('alnum', 135, seed)}`)),
    others: [`AAAA${mixed('alnum', 7)}:APA91`, mixed('alnum', 150)],
  },
  'secret-azure-storage': {
    secrets: [43, 44].map((seed) => within('AccountName=a;AccountKey=', `${mixed('base64', 86, seed)}==`, ';')),
    others: [
      'AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
      'AccountKey=${KEY}',
    ],
  },
  'secret-azure-client': {
    secrets: [45, 46].map((seed) => plain(`${mixed('alnum', 3, seed)}8Q~${mixed('alnum', 34, seed)}`)),
    others: ['abc8Q~short', mixed('alnum', 40)],
  },
  'secret-digitalocean': {
    secrets: [47, 48].map((seed) => plain(`dop_v1_${mixed('hex', 64, seed)}`)),
    others: [`dop_v1_${mixed('hex', 32)}`, `top_v1_${mixed('hex', 64)}`],
  },
  'secret-heroku': {
    secrets: [within('HEROKU_API_KEY=', uuid(49)), plain(`HRKU-AA${mixed('alnum', 58, 50)}`)],
    others: [`HEROKU_APP_ID=${uuid(51)}`, 'HEROKU_API_KEY=$HEROKU_API_KEY'],
  },
  'secret-databricks': {
    secrets: [51, 52].map((seed) => plain(`dapi${mixed('hex', 32, seed)}`)),
    others: ['dapi', `dapi${mixed('hex', 12)}`],
  },
  'secret-terraform': {
    secrets: [53, 54].map((seed) => plain(`${mixed('alnum', 14, seed)}.atlasv1.${mixed('alnum', 67, seed)}`)),
    others: ['token.atlasv1.short', mixed('alnum', 90)],
  },
  'secret-vault': {
    secrets: [55, 56].map((seed) => plain(`hvs.${mixed('alnum', 95, seed)}`)),
    others: ['hvs.token', 'hvs.${VAULT}'],
  },
  'secret-supabase': {
    secrets: [plain(`sbp_${mixed('hex', 40, 57)}`), plain(`sb_secret_${mixed('alnum', 31, 58)}`)],
    others: ['sbp_key', `sb_publishable_${mixed('alnum', 31)}`],
  },
  'secret-stripe-key': {
    secrets: [plain(`sk_live_${mixed('alnum', 24, 59)}`), plain(`rk_live_${mixed('alnum', 99, 60)}`)],
    others: [`pk_live_${mixed('alnum', 24)}`, 'sk_live_xxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'secret-stripe-test-key': {
    secrets: [61, 62].map((seed) => plain(`sk_test_${mixed('alnum', 24, seed)}`)),
    others: [`pk_test_${mixed('alnum', 24)}`, 'sk_test_...'],
  },
  'secret-stripe-webhook': {
    secrets: [63, 64].map((seed) => plain(`whsec_${mixed('alnum', 32, seed)}`)),
    others: ['whsec_test', 'whsec_${SECRET}'],
  },
  'secret-square-token': {
    secrets: [plain(`sq0csp-${mixed('alnum', 43, 65)}`), plain(`sq0atp-${mixed('alnum', 22, 66)}`)],
    others: [`sq0idp-${mixed('alnum', 22)}`, 'sq0csp-'],
  },
  'secret-shopify-token': {
    secrets: [67, 68].map((seed) => plain(`shpat_${mixed('hex', 32, seed)}`)),
    others: [`shpat_${mixed('hex', 12)}`, 'shpat_token'],
  },
  'secret-slack-token': {
    secrets: [
      plain(`xoxb-${mixed('digits', 12, 69)}-${mixed('digits', 12, 70)}-${mixed('alnum', 24, 69)}`),
      plain(`xapp-1-A${mixed('upperDigits', 10, 70)}-${mixed('digits', 13, 70)}-${mixed('hex', 64, 70)}`),
    ],
    others: ['xoxb-your-token', 'xoxb-not-a-real-token-at-all-here'],
  },
  'secret-slack-webhook': {
    secrets: [71, 72].map((seed) =>
      within(
        'https://hooks.slack.com/services/',
        `T${mixed('upperDigits', 8, seed)}/B${mixed('upperDigits', 8, seed)}/${mixed('alnum', 24, seed)}`,
      ),
    ),
    others: [
      'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
      'https://hooks.slack.com/services/',
    ],
  },
  'secret-discord-token': {
    secrets: [73, 74].map((seed) =>
      plain(`${encoded(`1${mixed('digits', 17, seed)}`)}.${mixed('alnum', 6, seed)}.${mixed('alnum', 38, seed)}`),
    ),
    others: ['Math.random.toString', 'ModuleNamespaceObjectName.create.something'],
  },
  'secret-discord-webhook': {
    secrets: [75, 76].map((seed) =>
      within('https://discord.com/api/webhooks/', `${mixed('digits', 18, seed)}/${mixed('alnum', 68, seed)}`),
    ),
    others: ['https://discord.com/api/webhooks/', 'https://discord.com/api/webhooks/1/2'],
  },
  'secret-telegram-token': {
    secrets: [77, 78].map((seed) => plain(`${mixed('digits', 9, seed)}:AA${mixed('alnum', 33, seed)}`)),
    others: ['12:AAabc', `${mixed('digits', 9)}:AB${mixed('alnum', 33)}`],
  },
  'secret-twilio': {
    secrets: [within('TWILIO_AUTH_TOKEN=', mixed('hex', 32, 79)), plain(`SK${mixed('hex', 32, 80)}`)],
    others: [`AC${mixed('hex', 32)}`, 'TWILIO_AUTH_TOKEN=$TWILIO_AUTH_TOKEN'],
  },
  'secret-sendgrid-key': {
    secrets: [81, 82].map((seed) => plain(`SG.${mixed('alnum', 22, seed)}.${mixed('alnum', 43, seed)}`)),
    others: ['SG.xxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'SG.short.key'],
  },
  'secret-mailgun-key': {
    secrets: [
      plain(`key-${mixed('hex', 32, 83)}`),
      within('mailgun=', `${mixed('hex', 32, 84)}-${mixed('hex', 8, 84)}-${mixed('hex', 8, 85)}`),
    ],
    others: [`key-${mixed('hex', 12)}`, 'key-value-pairs-of-a-configuration'],
  },
  'secret-mailchimp-key': {
    secrets: [86, 87].map((seed) => plain(`${mixed('hex', 32, seed)}-us14`)),
    others: ['en-us1', `${mixed('hex', 12)}-us14`],
  },
  'secret-openai-key': {
    secrets: [
      plain(`sk-${mixed('alnum', 20, 88)}T3BlbkFJ${mixed('alnum', 20, 89)}`),
      plain(`sk-proj-${mixed('alnum', 74, 90)}T3BlbkFJ${mixed('alnum', 74, 91)}`),
    ],
    others: ['sk-your-openai-key', 'sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'secret-anthropic-key': {
    secrets: [92, 93].map((seed) => plain(`sk-ant-api03-${mixed('alnum', 93, seed)}AA`)),
    others: ['sk-ant-api03-...', 'sk-ant-'],
  },
  'secret-openrouter-key': {
    secrets: [94, 95].map((seed) => plain(`sk-or-v1-${mixed('hex', 64, seed)}`)),
    others: ['sk-or-v1-key', `sk-or-v1-${mixed('hex', 12)}`],
  },
  'secret-hugging-face-token': {
    secrets: [96, 97].map((seed) => plain(`hf_${mixed('letters', 34, seed)}`)),
    others: ['hf_hub_download', `hf_${mixed('letters', 12)}`],
  },
  'secret-cloudinary-url': {
    secrets: [98, 99].map((seed) =>
      within(`cloudinary://${mixed('digits', 15, seed)}:`, mixed('alnum', 27, seed), '@demo'),
    ),
    others: ['cloudinary://API_KEY:API_SECRET@cloud', 'cloudinary://123:abc@cloud'],
  },
  'secret-datadog-key': {
    secrets: [within('DD_API_KEY=', mixed('hex', 32, 100)), within('datadogApiKey: "', mixed('hex', 32, 101), '"')],
    others: ['DD_API_KEY=${DD_API_KEY}', `DD_TRACE_ID=${mixed('hex', 32)}`],
  },
  'secret-private-key': {
    secrets: [pem('RSA ', 102), pem('', 104)].map((text) => ({ text, secret: text.split('\n')[1] ?? '' })),
    others: [
      '-----BEGIN PUBLIC KEY-----\nabc',
      'if (!text.startsWith("-----BEGIN PRIVATE KEY-----")) throw new Error("no key");',
    ],
  },
  'secret-encrypted-private-key': {
    secrets: [pem('ENCRYPTED ', 106), pem('ENCRYPTED ', 108)].map((text) => ({
      text,
      secret: text.split('\n')[1] ?? '',
    })),
    others: ['-----BEGIN ENCRYPTED PRIVATE KEY-----', '-----BEGIN CERTIFICATE-----'],
  },
  'secret-age-key': {
    secrets: [110, 111].map((seed) => within('AGE-SECRET-KEY-', `1${mixed('upper', 58, seed).replace(/[BIO]/g, 'Q')}`)),
    others: ['AGE-SECRET-KEY-1', 'age1publickeyofsomebody'],
  },
  'secret-jwt': {
    secrets: [plain(jwt('HS256', 112)), plain(jwt('RS256', 113))],
    others: ['eyJhbGciOiJIUzI1NiJ9', 'eyJ.eyJ.x'],
  },
  'secret-database-url': {
    secrets: [
      within('postgres://app:', mixed('alnum', 18, 114), '@db.acme.io:5432/app'),
      within('mongodb+srv://app:', mixed('alnum', 18, 115), '@cluster0.acme.net'),
    ],
    others: [
      'postgres://postgres:postgres@db:5432/app',
      'postgres://${user}:${password}@db.acme.io/app',
      'redis://:x9K2mfP@localhost:6379',
    ],
  },
  'secret-basic-auth-url': {
    secrets: [
      within('https://deploy:', mixed('alnum', 18, 116), '@git.acme.io/app.git'),
      within('ftp://deploy:', mixed('alnum', 18, 117), '@files.acme.io/'),
    ],
    others: [
      'https://user:pass@example.com/',
      'https://${user}:${pass}@git.acme.io/',
      'https://git.acme.io:8080/@scope',
    ],
  },
};

/** Written like one, with a checksum or an inside that is wrong. */
export const lookAlikes: readonly { readonly ruleId: string; readonly text: string }[] = [
  { ruleId: 'secret-github-token', text: `ghp_${mixed('alnum', 36, 200)}` },
  { ruleId: 'secret-npm-token', text: `npm_${mixed('alnum', 36, 201)}` },
  { ruleId: 'secret-odavl-key', text: `odavl_${mixed('alnum', 49, 202)}` },
  { ruleId: 'secret-jwt', text: jwt('none', 203) },
];
