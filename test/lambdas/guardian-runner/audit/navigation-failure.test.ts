import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../../lambdas/guardian-runner/audit/guard/ledger.ts';
import { GuardRefusal, ReachFailure } from '../../../../lambdas/guardian-runner/audit/guard/resolve-host.ts';
import { navigationFailure } from '../../../../lambdas/guardian-runner/audit/navigation-failure.ts';

const url = 'https://a.example/';
const html = { 'content-type': 'text/html; charset=utf-8' };
const empty = new Ledger(1);

describe('navigationFailure', () => {
  it('has nothing to say about a page', () => {
    expect(navigationFailure({ url, status: 200, headers: html }, empty)).toBeUndefined();
    expect(navigationFailure({ url, status: 404, headers: html }, empty)).toBeUndefined();
    expect(navigationFailure({ url, status: 500, headers: {} }, empty)).toBeUndefined();
  });

  it.each([
    ['net::ERR_NAME_NOT_RESOLVED', 'unreachable', 'unknown-host'],
    ['net::ERR_CONNECTION_REFUSED', 'unreachable', 'connection-refused'],
    ['net::ERR_CONNECTION_RESET', 'unreachable', 'connection-reset'],
    ['net::ERR_EMPTY_RESPONSE', 'unreachable', 'empty-response'],
    ['net::ERR_TOO_MANY_REDIRECTS', 'unreachable', 'too-many-redirects'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'unreachable', 'tls-error'],
    ['net::ERR_CERT_DATE_INVALID', 'unreachable', 'tls-error'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'unreachable', 'tls-error'],
    ['net::ERR_HTTP2_PROTOCOL_ERROR', 'unreachable', 'protocol-error'],
    ['net::ERR_TIMED_OUT', 'timed-out', 'timed-out'],
    ['net::ERR_UNSAFE_REDIRECT', 'blocked', 'ssrf-blocked'],
  ])('turns %s into %s %s', (error, status, code) => {
    expect(navigationFailure({ url, error }, empty)).toMatchObject({ status, failure: { code } });
  });

  it('prefers what the guard knows to what Chromium could see', () => {
    const ledger = new Ledger(1);
    ledger.deny('a.example', 443, new GuardRefusal('private-address', 'a.example leads to 10.0.0.1.'));
    ledger.deny('b.example', 80, new ReachFailure('unknown-host', 'b.example has no address.'));
    expect(navigationFailure({ url, error: 'net::ERR_TUNNEL_CONNECTION_FAILED' }, ledger)).toMatchObject({
      status: 'blocked',
      failure: { code: 'ssrf-blocked', detail: 'a.example leads to 10.0.0.1.' },
    });
    const reply = { url: 'http://b.example/', status: 502, headers: { 'content-length': '0' } };
    expect(navigationFailure(reply, ledger)).toMatchObject({
      status: 'unreachable',
      failure: { code: 'unknown-host' },
    });
  });

  it('does not take a 403 of the site for one of the guard', () => {
    const ledger = new Ledger(1);
    ledger.deny('a.example', 443, new GuardRefusal('private-address', 'x'));
    expect(navigationFailure({ url, status: 403, headers: html }, ledger)).toBeUndefined();
  });

  it.each([
    [{ status: 200, headers: { 'content-type': 'application/pdf' } }, 'is application/pdf, not HTML.'],
    [{ status: 200, headers: { ...html, 'content-disposition': 'attachment; filename=a' } }, 'is a download.'],
    [{ status: 204, headers: {}, error: 'net::ERR_ABORTED' }, 'answered 204 without content.'],
    [{ status: 200, headers: {}, error: 'net::ERR_ABORTED' }, 'is untyped data, not HTML.'],
  ])('knows that %j is not a page', (answer, detail) => {
    expect(navigationFailure({ url, ...answer }, empty)).toMatchObject({
      status: 'not-a-page',
      failure: { code: 'not-a-page', detail: `${url} ${detail}` },
    });
  });

  it.each(['file:///etc/passwd', 'data:text/html,x', 'chrome://version'])('blocks a redirect to %s', (location) => {
    const failure = navigationFailure({ url, status: 302, headers: html, location }, empty);
    expect(failure).toMatchObject({ status: 'blocked', failure: { code: 'ssrf-blocked' } });
  });
});
