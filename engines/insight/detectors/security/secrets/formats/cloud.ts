import { namedValue, type SecretFormat, word } from '../format.ts';

/** Of those who run machines for others. */
export const cloudFormats: readonly SecretFormat[] = [
  {
    ...{ ruleId: 'secret-aws-access-key', name: 'AWS access key id', severity: 'high', confidence: 85 },
    ...{ marks: ['akia', 'asia'], pattern: word('(?:AKIA|ASIA)[A-Z2-7]{16}') },
  },
  {
    ...{ ruleId: 'secret-aws-secret-key', name: 'AWS secret access key', severity: 'critical', confidence: 95 },
    marks: ['secret'],
    pattern: namedValue('aws_?secret_?(?:access_?)?key|secret_?access_?key', '[A-Za-z0-9/+]{40}'),
    isMeant: (secret) => /[A-Z]/.test(secret) && /[a-z]/.test(secret) && /\d|[/+]/.test(secret),
  },
  {
    ...{ ruleId: 'secret-google-service-account', name: 'Google service account key', severity: 'critical' },
    ...{ confidence: 97, marks: ['"service_account"'] },
    pattern: /"private_key"\s{0,5}:\s{0,5}"-----BEGIN PRIVATE KEY-----((?:[A-Za-z0-9+/=\s]|\\n){40,10000})/g,
  },
  {
    ...{ ruleId: 'secret-google-api-key', name: 'Google API key', severity: 'medium', confidence: 75 },
    ...{ marks: ['aiza'], pattern: word('AIza[\\w-]{35}') },
    // The key of a web app of Firebase is sent to every visitor; what it opens is decided by rules of the server.
    isPublicIn: (text) => /firebaseapp\.com|authDomain/.test(text),
  },
  {
    ...{ ruleId: 'secret-google-oauth', name: 'Google OAuth client secret', severity: 'high', confidence: 95 },
    ...{ marks: ['gocspx-'], pattern: word('GOCSPX-[\\w-]{28}') },
  },
  {
    ...{
      ruleId: 'secret-firebase-server-key',
      name: 'Firebase messaging server key',
      severity: 'high',
      confidence: 95,
    },
    ...{ marks: [':apa91'], pattern: word('AAAA[\\w-]{7}:APA91[\\w-]{135}') },
  },
  {
    ...{ ruleId: 'secret-azure-storage', name: 'Azure storage account key', severity: 'critical', confidence: 96 },
    ...{ marks: ['accountkey='], pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/g },
  },
  {
    ...{ ruleId: 'secret-azure-client', name: 'Azure client secret', severity: 'critical', confidence: 90 },
    ...{ marks: ['7q~', '8q~'], pattern: word('[\\w~.]{3}[78]Q~[\\w~.-]{31,34}') },
  },
  {
    ...{ ruleId: 'secret-digitalocean', name: 'DigitalOcean token', severity: 'critical', confidence: 97 },
    ...{ marks: ['_v1_'], pattern: word('do[opr]_v1_[a-f0-9]{64}') },
  },
  {
    ...{ ruleId: 'secret-heroku', name: 'Heroku API key', severity: 'high', confidence: 90 },
    marks: ['heroku', 'hrku-'],
    pattern:
      /(?:(?<![\w-])(HRKU-AA[\w-]{58})|heroku_?(?:api)?_?key["']?[ \t]{0,5}[:=][ \t]{0,5}["']?([a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}))(?![\w-])/gi,
  },
  {
    ...{ ruleId: 'secret-databricks', name: 'Databricks token', severity: 'high', confidence: 90 },
    ...{ marks: ['dapi'], pattern: word('dapi[a-f0-9]{32}(?:-\\d)?') },
  },
  {
    ...{ ruleId: 'secret-terraform', name: 'Terraform Cloud token', severity: 'critical', confidence: 97 },
    ...{ marks: ['.atlasv1.'], pattern: word('[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{60,70}') },
  },
  {
    ...{ ruleId: 'secret-vault', name: 'HashiCorp Vault token', severity: 'critical', confidence: 93 },
    ...{ marks: ['hvs.', 'hvb.'], pattern: word('hv[sb]\\.[\\w-]{90,300}') },
  },
  {
    ...{ ruleId: 'secret-supabase', name: 'Supabase access token', severity: 'critical', confidence: 93 },
    ...{ marks: ['sbp_', 'sb_secret_'], pattern: word('sbp_[a-f0-9]{40}|sb_secret_[\\w-]{31}') },
  },
];
