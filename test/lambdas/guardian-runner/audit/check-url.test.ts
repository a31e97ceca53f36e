import { describe, expect, it } from 'vitest';
import { checkUrl } from '../../../../lambdas/guardian-runner/audit/check-url.ts';

describe('checkUrl', () => {
  it.each([
    ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
    ['  http://EXAMPLE.com  ', 'http://example.com/'],
    ['https://example.com./path', 'https://example.com/path'],
    ['https://example.com:443/', 'https://example.com/'],
    ['http://example.com:443/', 'http://example.com:443/'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['http://134744072/', 'http://8.8.8.8/'],
    ['https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
  ])('accepts %s as %s', (input, href) => {
    const checked = checkUrl(input);
    expect(checked).toMatchObject({ ok: true });
    expect(checked.ok && checked.url.href).toBe(href);
  });

  it.each([
    ['example.com', 'invalid-url'],
    ['', 'invalid-url'],
    ['https://', 'invalid-url'],
    ['http://exa\nmple.com/', 'invalid-url'],
    [`https://example.com/${'a'.repeat(2048)}`, 'invalid-url'],
    ['file:///etc/passwd', 'unsupported-scheme'],
    ['data:text/html,hi', 'unsupported-scheme'],
    ['javascript:alert(1)', 'unsupported-scheme'],
    ['blob:https://example.com/1', 'unsupported-scheme'],
    ['chrome://settings', 'unsupported-scheme'],
    ['ftp://example.com/', 'unsupported-scheme'],
    ['https://user@example.com/', 'credentials-in-url'],
    ['https://user:pass@example.com/', 'credentials-in-url'],
    ['http://localhost/', 'private-host'],
    ['http://localhost./', 'private-host'],
    ['http://app.localhost/', 'private-host'],
    ['http://intranet/', 'private-host'],
    ['http://metadata.google.internal/', 'private-host'],
    ['http://printer.local/', 'private-host'],
    ['http://127.0.0.1/', 'private-address'],
    ['http://127.0.0.1./', 'private-address'],
    ['http://2130706433/', 'private-address'],
    ['http://0x7f.1/', 'private-address'],
    ['http://0177.0.0.1/', 'private-address'],
    ['http://169.254.169.254/latest/meta-data', 'private-address'],
    ['http://[::1]/', 'private-address'],
    ['http://[::ffff:169.254.169.254]/', 'private-address'],
    ['http://[fd00:ec2::254]/', 'private-address'],
    ['https://example.com:8443/', 'port-not-allowed'],
    ['http://example.com:22/', 'port-not-allowed'],
  ])('refuses %s with %s', (input, code) => expect(checkUrl(input)).toMatchObject({ ok: false, code }));

  it.each(['http://localhost:3000/', 'http://127.0.0.1:8080/', 'http://[::1]:8080/', 'http://app.localhost/'])(
    'accepts %s where loopback may be tested',
    (input) => expect(checkUrl(input, { allowLoopback: true })).toMatchObject({ ok: true }),
  );

  it.each(['http://10.0.0.1/', 'http://169.254.169.254/', 'http://intranet/', 'http://example.com:3000/'])(
    'refuses %s even where loopback may be tested',
    (input) => expect(checkUrl(input, { allowLoopback: true })).toMatchObject({ ok: false }),
  );
});
