import { namedValue, type SecretFormat, word } from '../format.ts';

/** Of those who take payments, send messages, or think for others. */
export const serviceFormats: readonly SecretFormat[] = [
  {
    ...{ ruleId: 'secret-stripe-key', name: 'Stripe live key', severity: 'critical', confidence: 97 },
    ...{ marks: ['k_live_'], pattern: word('[sr]k_live_[A-Za-z0-9]{20,250}') },
  },
  {
    ...{ ruleId: 'secret-stripe-test-key', name: 'Stripe test key', severity: 'low', confidence: 85 },
    ...{ marks: ['k_test_'], pattern: word('[sr]k_test_[A-Za-z0-9]{20,250}') },
  },
  {
    ...{ ruleId: 'secret-stripe-webhook', name: 'Stripe webhook secret', severity: 'high', confidence: 88 },
    ...{ marks: ['whsec_'], pattern: word('whsec_[A-Za-z0-9]{32,64}') },
  },
  {
    ...{ ruleId: 'secret-square-token', name: 'Square token', severity: 'critical', confidence: 92 },
    ...{ marks: ['sq0', 'eaaa'], pattern: word('sq0(?:csp-[\\w-]{43}|atp-[\\w-]{22})|EAAA[lE][\\w-]{59}') },
  },
  {
    ...{ ruleId: 'secret-shopify-token', name: 'Shopify token', severity: 'critical', confidence: 96 },
    ...{ marks: ['shp'], pattern: word('shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}') },
  },
  {
    ...{ ruleId: 'secret-slack-token', name: 'Slack token', severity: 'critical', confidence: 95 },
    marks: ['xox', 'xapp-'],
    pattern: word(
      'xox[abeoprs]-(?:\\d{9,15}-){1,3}[A-Za-z0-9]{20,64}|xapp-\\d-[A-Z0-9]{9,15}-\\d{9,15}-[a-f0-9]{40,80}',
    ),
  },
  {
    ...{ ruleId: 'secret-slack-webhook', name: 'Slack webhook address', severity: 'high', confidence: 93 },
    ...{ marks: ['hooks.slack.com'] },
    pattern: /hooks\.slack\.com\/services\/(T[A-Z0-9]{7,12}\/B[A-Z0-9]{7,12}\/[A-Za-z0-9]{24})(?!\w)/g,
  },
  {
    ...{ ruleId: 'secret-discord-token', name: 'Discord bot token', severity: 'critical', confidence: 93 },
    ...{ marks: ['.'], pattern: word('[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,40}') },
    // The first part is the number of the bot, in base 64.
    isMeant: (secret) => /^\d{17,20}$/.test(Buffer.from(secret.split('.', 1).join(''), 'base64url').toString('latin1')),
  },
  {
    ...{ ruleId: 'secret-discord-webhook', name: 'Discord webhook address', severity: 'high', confidence: 93 },
    ...{
      marks: ['/api/webhooks/'],
      pattern: /discord(?:app)?\.com\/api\/webhooks\/(\d{17,20}\/[\w-]{60,80})(?![\w-])/g,
    },
  },
  {
    ...{ ruleId: 'secret-telegram-token', name: 'Telegram bot token', severity: 'critical', confidence: 94 },
    ...{ marks: [':aa'], pattern: word('\\d{8,10}:AA[\\w-]{33}') },
  },
  {
    ...{ ruleId: 'secret-twilio', name: 'Twilio credential', severity: 'high', confidence: 90 },
    ...{ marks: ['twilio', 'sk'] },
    pattern:
      /(?<![\w-])(SK[0-9a-f]{32})(?![\w-])|twilio_?(?:auth_?)?token["']?[ \t]{0,5}[:=][ \t]{0,5}["']?([0-9a-f]{32})(?!\w)/gi,
    isMeant: (secret) => /^(?:SK)?[0-9a-f]{32}$/.test(secret),
  },
  {
    ...{ ruleId: 'secret-sendgrid-key', name: 'SendGrid key', severity: 'critical', confidence: 97 },
    ...{ marks: ['sg.'], pattern: word('SG\\.[\\w-]{22}\\.[\\w-]{43}') },
  },
  {
    ...{ ruleId: 'secret-mailgun-key', name: 'Mailgun key', severity: 'high', confidence: 88 },
    ...{ marks: ['key-', 'mailgun'], pattern: word('key-[0-9a-f]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}') },
  },
  {
    ...{ ruleId: 'secret-mailchimp-key', name: 'Mailchimp key', severity: 'high', confidence: 92 },
    ...{ marks: ['-us'], pattern: word('[0-9a-f]{32}-us\\d{1,2}') },
  },
  {
    ...{ ruleId: 'secret-openai-key', name: 'OpenAI key', severity: 'critical', confidence: 97 },
    ...{ marks: ['sk-'], pattern: word('sk-(?:(?:proj|svcacct|admin)-[\\w-]{40,200}|[A-Za-z0-9]{48})') },
    isReal: (secret) => secret.includes('T3BlbkFJ'),
  },
  {
    ...{ ruleId: 'secret-anthropic-key', name: 'Anthropic key', severity: 'critical', confidence: 97 },
    ...{ marks: ['sk-ant-'], pattern: word('sk-ant-[a-z]{3,6}\\d{2}-[\\w-]{80,120}') },
    isReal: (secret) => secret.endsWith('AA'),
  },
  {
    ...{ ruleId: 'secret-openrouter-key', name: 'OpenRouter key', severity: 'high', confidence: 96 },
    ...{ marks: ['sk-or-v1-'], pattern: word('sk-or-v1-[0-9a-f]{64}') },
  },
  {
    ...{ ruleId: 'secret-hugging-face-token', name: 'Hugging Face token', severity: 'high', confidence: 92 },
    ...{ marks: ['hf_'], pattern: word('hf_[A-Za-z]{34}') },
  },
  {
    ...{
      ruleId: 'secret-cloudinary-url',
      name: 'Cloudinary address with its secret',
      severity: 'high',
      confidence: 92,
    },
    ...{ marks: ['cloudinary://'], pattern: /cloudinary:\/\/\d{12,18}:([\w-]{20,40})@/g },
  },
  {
    ...{ ruleId: 'secret-datadog-key', name: 'Datadog key', severity: 'high', confidence: 85 },
    ...{
      marks: ['datadog', 'dd_a'],
      pattern: namedValue('(?:datadog|dd)_?(?:api|app)_?key', '[0-9a-f]{32}(?:[0-9a-f]{8})?'),
    },
  },
];
