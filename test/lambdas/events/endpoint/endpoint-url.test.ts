import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkEndpointUrl } from '../../../../lambdas/events/endpoint/endpoint-url.ts';

const inCloud = (text: string) => checkEndpointUrl(text, { allowsLoopback: false });
const onLaptop = (text: string) => checkEndpointUrl(text, { allowsLoopback: true });

describe('taken, as WHATWG writes it:', () => {
  test.each([
    ['https://hooks.example.com', 'https://hooks.example.com/'],
    ['https://hooks.example.com:443/a?b=c', 'https://hooks.example.com/a?b=c'],
    ['https://hooks.example.com:8443/', 'https://hooks.example.com:8443/'],
    ['https://hooks.example.com:1024/', 'https://hooks.example.com:1024/'],
    ['https://hooks.example.com:65535/', 'https://hooks.example.com:65535/'],
    ['HTTPS://HOOKS.Example.COM/Path', 'https://hooks.example.com/Path'],
    // International names, and letters that look like others, are shown as what they are.
    ['https://bücher.de/', 'https://xn--bcher-kva.de/'],
    ['https://аpple.com/', 'https://xn--pple-43d.com/'],
    ['https://例え.jp/フック', 'https://xn--r8jz45g.jp/%E3%83%95%E3%83%83%E3%82%AF'],
    ['https://8.8.8.8/in', 'https://8.8.8.8/in'],
    ['https://[2606:4700::1111]/in', 'https://[2606:4700::1111]/in'],
  ])('%s', (text, url) => {
    expect(inCloud(text)).toEqual({ url });
    expect(onLaptop(text)).toEqual({ url });
  });
});

const address = 'is not an address of the public internet';

describe('refused, wherever it runs:', () => {
  test.each([
    ['', 'Not a URL'],
    ['hooks.example.com', 'Not a URL'],
    ['https://', 'Not a URL'],
    ['https://a b.example.com/', 'Not a URL'],
    ['https://hooks.example.com:99999/', 'Not a URL'],
    [`https://hooks.example.com/${'a'.repeat(2_048)}`, 'Not a URL of at most 2048'],
    // Short as text, long when it is sent.
    [`https://hooks.example.com/${'é'.repeat(500)}`, 'Not a URL of at most 2048'],
    ['http://hooks.example.com/', 'Only https'],
    ['ftp://hooks.example.com/', 'Only https'],
    ['javascript:alert(1)', 'Only https'],
    ['file:///etc/passwd', 'Only https'],
    ['https://user:pass@hooks.example.com/', 'name or password'],
    ['https://user@hooks.example.com/', 'name or password'],
    ['https://hooks.example.com/#a', 'A fragment'],
    ['https://hooks.example.com/#', 'A fragment'],
    ['https://hooks.example.com:25/', 'The port must be 443, or 1024'],
    ['https://hooks.example.com:80/', 'The port must be 443'],
    ['https://hooks.example.com:1023/', 'The port must be 443'],
    ['https://10.0.0.1/', address],
    ['https://172.16.3.4/', address],
    ['https://192.168.1.1/', address],
    ['https://169.254.169.254/latest/meta-data', address],
    ['https://100.64.0.1/', address],
    ['https://0.0.0.0/', address],
    ['https://224.0.0.1/', address],
    ['https://255.255.255.255/', address],
    // Other spellings of private addresses: short, decimal, octal, hexadecimal, full width, with a dot at the end.
    ['https://10.1/', address],
    ['https://167772161/', address],
    ['https://012.0.0.1/', address],
    ['https://0x0a.0.0.1/', address],
    ['https://0xa000001/', address],
    ['https://１０.０.０.１/', address],
    ['https://10.0.0.1./', address],
    ['https://[::]/', address],
    ['https://[fe80::1]/', address],
    ['https://[fd00::1]/', address],
    ['https://[::ffff:10.0.0.1]/', address],
    ['https://[::ffff:8.8.8.8]/', address],
    ['https://[::10.0.0.1]/', address],
    ['https://[64:ff9b::10.0.0.1]/', address],
    ['https://[2002:a00:1::]/', address],
    ['https://[2001:db8::1]/', address],
    ['https://hooks.example.com./', 'Leave out the dot'],
    ['https://intranet/', 'a full name'],
    ['https://a.localhost/', 'below .localhost'],
    ['https://printer.local/', 'below .local'],
    ['https://ec2.internal/', 'below .internal'],
    ['https://metadata.google.internal/', 'below .internal'],
    ['https://router.home.arpa/', 'below .home.arpa'],
    ['https://a.test/', 'below .test'],
    ['https://a.onion/', 'below .onion'],
    ['https://ｌｏｃａｌｈｏｓｔ./', 'Leave out the dot'],
  ])('%s', (text, problem) => {
    for (const check of [inCloud, onLaptop]) {
      expect(check(text)).toEqual({ problem: expect.stringContaining(problem) });
    }
  });
});

test.each([
  'http://localhost:4000/in',
  'http://127.0.0.1/in',
  'http://127.1/in',
  'http://2130706433/in',
  'http://[::1]:4000/in',
  'https://localhost:4443/in',
])('%s is for laptops only', (text) => {
  expect(inCloud(text)).toHaveProperty('problem');
  expect(onLaptop(text)).toHaveProperty('url');
});

test('whatever is taken is https, without credentials, and keeps being taken', () => {
  const text = fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.webUrl({ authoritySettings: { withIPv4: true, withIPv4Extended: true, withIPv6: true, withPort: true } }),
    fc.ipV4().map((ip) => `https://${ip}/`),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (given) => {
      const checked = inCloud(given);
      if (!('url' in checked)) return;
      const url = new URL(checked.url);
      expect([url.protocol, url.username, url.hash]).toEqual(['https:', '', '']);
      expect(inCloud(checked.url)).toEqual(checked);
    }),
    { numRuns: 1_000 },
  );
});
