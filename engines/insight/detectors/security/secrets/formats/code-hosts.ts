import { hasChecksum } from '../checksum.ts';
import { type SecretFormat, word } from '../format.ts';

/** Of those who keep or distribute code, and ours. */
export const codeHostFormats: readonly SecretFormat[] = [
  {
    ...{ ruleId: 'secret-odavl-key', name: 'ODAVL API key', severity: 'critical', confidence: 99 },
    ...{ marks: ['odavl_'], pattern: word('odavl_[0-9A-Za-z]{49}') },
    isReal: (secret) => hasChecksum(secret, 0),
  },
  {
    ...{ ruleId: 'secret-github-token', name: 'GitHub token', severity: 'critical', confidence: 99 },
    ...{ marks: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], pattern: word('gh[pousr]_[A-Za-z0-9]{36}') },
    isReal: (secret) => hasChecksum(secret, 4),
  },
  {
    ...{ ruleId: 'secret-github-fine-grained-token', name: 'GitHub fine-grained token', severity: 'critical' },
    ...{ confidence: 96, marks: ['github_pat_'], pattern: word('github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}') },
  },
  {
    ...{ ruleId: 'secret-gitlab-token', name: 'GitLab token', severity: 'critical', confidence: 95 },
    ...{ marks: ['glpat-', 'gldt-', 'glrt-', 'glptt-'], pattern: word('gl(?:pat|dt|rt|ptt)-[\\w-]{20,64}') },
  },
  {
    ...{ ruleId: 'secret-npm-token', name: 'npm access token', severity: 'critical', confidence: 99 },
    ...{ marks: ['npm_'], pattern: word('npm_[A-Za-z0-9]{36}') },
    isReal: (secret) => hasChecksum(secret, 4),
  },
  {
    ...{ ruleId: 'secret-pypi-token', name: 'PyPI token', severity: 'critical', confidence: 98 },
    ...{ marks: ['pypi-ageichlwas5vcmc'], pattern: word('pypi-AgEIcHlwaS5vcmc[\\w-]{50,1000}') },
  },
  {
    ...{ ruleId: 'secret-rubygems-key', name: 'RubyGems key', severity: 'critical', confidence: 96 },
    ...{ marks: ['rubygems_'], pattern: word('rubygems_[a-f0-9]{48}') },
  },
  {
    ...{ ruleId: 'secret-docker-hub-token', name: 'Docker Hub token', severity: 'critical', confidence: 96 },
    ...{ marks: ['dckr_pat_', 'dckr_oat_'], pattern: word('dckr_[po]at_[\\w-]{27,32}') },
  },
  {
    ...{ ruleId: 'secret-atlassian-token', name: 'Atlassian token', severity: 'critical', confidence: 96 },
    ...{ marks: ['atatt3xffgf0'], pattern: /(?<![\w-])ATATT3xFfGF0[\w=-]{100,250}/g },
  },
  {
    ...{ ruleId: 'secret-postman-key', name: 'Postman key', severity: 'high', confidence: 96 },
    ...{ marks: ['pmak-'], pattern: word('PMAK-[a-f0-9]{24}-[a-f0-9]{34}') },
  },
  {
    ...{ ruleId: 'secret-sentry-token', name: 'Sentry token', severity: 'high', confidence: 94 },
    ...{
      marks: ['sntrys_', 'sntryu_'],
      pattern: /(?<![\w-])(?:sntryu_[a-f0-9]{64}|sntrys_eyJ[\w+/=]{80,600})(?![\w-])/g,
    },
  },
  {
    ...{ ruleId: 'secret-grafana-token', name: 'Grafana token', severity: 'high', confidence: 96 },
    ...{ marks: ['glsa_'], pattern: word('glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}') },
  },
  {
    ...{ ruleId: 'secret-new-relic-key', name: 'New Relic user key', severity: 'high', confidence: 94 },
    ...{ marks: ['nrak-'], pattern: word('NRAK-[A-Z0-9]{27}') },
  },
  {
    ...{ ruleId: 'secret-linear-key', name: 'Linear API key', severity: 'high', confidence: 94 },
    ...{ marks: ['lin_api_'], pattern: word('lin_api_[A-Za-z0-9]{40}') },
  },
  {
    ...{ ruleId: 'secret-notion-token', name: 'Notion token', severity: 'high', confidence: 92 },
    ...{ marks: ['ntn_'], pattern: word('ntn_[0-9]{11}[A-Za-z0-9]{35}') },
  },
];
