import { describe, expect, it } from 'vitest';
import { cookieFindings } from '../../../../../lambdas/guardian-runner/audit/security/cookie-findings.ts';

const safe = { name: 'sid', domain: 'a.example', secure: true, httpOnly: true, sameSite: 'Lax' };
const site = { url: new URL('https://www.a.example/'), isTrustedLoopback: false };

function rules(cookie: Partial<typeof safe>, at = site) {
  return cookieFindings([{ ...safe, ...cookie }], at).map(({ ruleId, severity }) => `${severity} ${ruleId}`);
}

describe('cookieFindings', () => {
  it('finds nothing on a safe session cookie', () => expect(rules({})).toEqual([]));

  it('finds a cookie that travels over plain HTTP', () => {
    expect(rules({ name: 'theme', secure: false })).toEqual(['medium cookie-insecure']);
  });

  it.each(['sid', 'PHPSESSID', 'JSESSIONID', 'connect.sid', 'session_id', 'auth-token', 'my_session'])(
    'wants HttpOnly on the session cookie %s',
    (name) => expect(rules({ name, httpOnly: false })).toEqual(['high session-cookie-not-httponly']),
  );

  it.each(['theme', 'csrf_token', 'XSRF-TOKEN', 'sidebar', 'consent'])('leaves %s to scripts', (name) => {
    expect(rules({ name, httpOnly: false })).toEqual([]);
  });

  it('asks a session cookie for SameSite', () => {
    const cookies = [{ name: 'sid', domain: 'a.example', secure: true, httpOnly: true }];
    expect(cookieFindings(cookies, site)).toMatchObject([{ ruleId: 'session-cookie-no-samesite', severity: 'low' }]);
  });

  it('judges only the cookies of the site itself', () => {
    expect(rules({ domain: 'ads.example', secure: false })).toEqual([]);
    expect(rules({ domain: 'xa.example', secure: false })).toEqual([]);
    expect(rules({ domain: '.a.example', secure: false })).toHaveLength(1);
  });

  it('does not ask loopback for Secure', () => {
    const local = { url: new URL('http://localhost:3000/'), isTrustedLoopback: true };
    expect(rules({ domain: 'localhost', secure: false }, local)).toEqual([]);
  });
});
