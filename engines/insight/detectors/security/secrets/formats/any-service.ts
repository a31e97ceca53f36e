import type { SecretFormat } from '../format.ts';

/** Keys and addresses that are written the same way everywhere. */
export const anyServiceFormats: readonly SecretFormat[] = [
  {
    ...{ ruleId: 'secret-private-key', name: 'private key', severity: 'critical', confidence: 96 },
    marks: ['private key'],
    pattern:
      /-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP )?PRIVATE KEY(?: BLOCK)?-----((?:[A-Za-z0-9+/=\s"'`,]|\\[nr]){40,20000})/g,
    isMeant: (secret) => /[A-Za-z0-9+/]{32}/.test(secret),
  },
  {
    ...{ ruleId: 'secret-encrypted-private-key', name: 'encrypted private key', severity: 'medium', confidence: 85 },
    marks: ['encrypted'],
    pattern: /-----BEGIN ENCRYPTED PRIVATE KEY-----((?:[A-Za-z0-9+/=\s"'`,]|\\[nr]){40,20000})/g,
  },
  {
    ...{ ruleId: 'secret-age-key', name: 'age private key', severity: 'critical', confidence: 98 },
    ...{ marks: ['age-secret-key-'], pattern: /AGE-SECRET-KEY-(1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58})/g },
  },
  {
    ...{ ruleId: 'secret-jwt', name: 'JSON web token', severity: 'medium', confidence: 70 },
    ...{ marks: ['eyj'], pattern: /(?<![\w.-])eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{20,1000}(?![\w-])/g },
    isReal: isSignedToken,
  },
  {
    ...{ ruleId: 'secret-database-url', name: 'database address with a password', severity: 'high', confidence: 88 },
    marks: ['://'],
    pattern:
      /(?<![\w+-])(?:postgres(?:ql)?|mysql2?|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|cockroachdb):\/\/[^\s:@/'"`<>{}]{0,100}:([^\s@/'"`<>]{1,200})@(?!(?:localhost|127\.|0\.0\.0\.0|\[::1|host\.docker|example\.))[\w[]/g,
    isMeant: isChosenPassword,
  },
  {
    ...{ ruleId: 'secret-basic-auth-url', name: 'address with a password', severity: 'high', confidence: 80 },
    marks: ['://'],
    pattern:
      /(?<![\w+-])(?:https?|ftps?|wss?|smtps?|sftp|ldaps?):\/\/[^\s:@/?#'"`<>{}]{1,100}:([^\s@/?#'"`<>{}]{3,200})@(?!localhost|127\.|0\.0\.0\.0|\[::1|(?:[\w-]{1,60}\.){0,4}(?:example|test|invalid|local)\b)[\w-]{1,63}[.:]/g,
    isMeant: isChosenPassword,
  },
];

/** The header of a token is JSON that names its algorithm; one that is not signed opens nothing. */
function isSignedToken(token: string): boolean {
  const [header = ''] = token.split('.', 1);
  const text = Buffer.from(header, 'base64url').toString('latin1');
  return /"alg"\s{0,5}:\s{0,5}"(?:HS|RS|ES|PS|Ed)/.test(text);
}

/** Not one that every guide has in its first lines, and every developer on the own machine. */
function isChosenPassword(password: string): boolean {
  return !/^(?:pass(?:word|wd)?\d{0,4}|pwd|postgres|mysql|mongo|root|admin|user(?:name)?|secret|guest|test\w{0,8}|toor|redis|rabbitmq|foo|bar|baz|dev|local|token|[a-z]{1,4}|\d{1,6}|[A-Z_]+)$/i.test(
    password,
  );
}
