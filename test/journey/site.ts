import { createServer, type ServerResponse } from 'node:http';

export interface Site {
  readonly url: string;
  /** What each defect of `/bad` is called in a report. */
  readonly defectsOfBadPage: readonly RegExp[];
  close(): Promise<void>;
}

const goodHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'public, max-age=3600',
};

const goodPage = (url: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Analytical Engines: machines that compute</title>
<meta name="description" content="We build machines that compute tables of numbers without mistakes, for navies and insurers.">
<link rel="canonical" href="${url}/good">
<link rel="icon" href="data:,">
<style>body { font: 18px/1.6 sans-serif; color: #222; background: #fff; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
a { color: #0b4f9c; display: inline-block; padding: 14px 0; min-height: 48px }</style>
</head>
<body>
<header><p>Analytical Engines</p></header>
<main>
<h1>Machines that compute</h1>
<p>We build machines that compute tables of numbers without mistakes. Navies steer by them, insurers reckon with them.</p>
<h2>Why it works</h2>
<p>A mill works on numbers that a store keeps. Cards tell it what to do, so one machine does many jobs.</p>
<p><a href="/good">Read more about the engine</a></p>
</main>
<footer><p>Made in London.</p></footer>
</body>
</html>`;

/** No language, no title, no alternative text, faint text, an empty button, a thrown exception, a logged error, no headers. */
const badPage = `<!doctype html>
<html>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, user-scalable=no"></head>
<body>
<img src="/pixel.png">
<p style="color:#ccc;background:#fff">Nobody can read this faint text on a white ground.</p>
<button></button>
<form><input type="text"></form>
<a href="/bad"></a>
<script>console.error('the basket is broken'); setTimeout(() => { throw new Error('uncaught on purpose'); }, 10);</script>
</body>
</html>`;

const defectsOfBadPage = [
  /html-has-lang/,
  /document-title/,
  /image-alt/,
  /color-contrast/,
  /button-name/,
  /csp-missing/,
  /uncaught-exception/,
  /console-error/,
];

/** Three real pages (good, bad, hostile) and the ways in which a site can fail to be one. */
export async function startSite(): Promise<Site> {
  const hanging = new Set<ServerResponse>();
  const server = createServer((request, reply) => {
    const url = `http://${request.headers.host}`;
    const page = pages[new URL(request.url ?? '/', url).pathname];
    reply.on('error', () => reply.destroy());
    if (page) page({ reply, url, hanging });
    else reply.writeHead(404, goodHeaders).end('<!doctype html><title>404</title><h1>Not found</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The site has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    defectsOfBadPage,
    close: () =>
      new Promise((resolve) => {
        for (const reply of hanging) reply.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Visit {
  readonly reply: ServerResponse;
  readonly url: string;
  /** Replies that stay open until the site closes. */
  readonly hanging: Set<ServerResponse>;
}

const pages: Readonly<Record<string, (visit: Visit) => void>> = {
  '/good': ({ reply, url }) => reply.writeHead(200, goodHeaders).end(goodPage(url)),
  '/bad': ({ reply }) => reply.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'session=1' }).end(badPage),
  '/robots.txt': ({ reply }) => reply.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: *\nAllow: /\n'),
  '/redirects-to-metadata': ({ reply }) =>
    reply.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/iam/' }).end(),
  '/download': ({ reply }) =>
    reply
      .writeHead(200, { 'content-type': 'application/zip', 'content-disposition': 'attachment; filename="a.zip"' })
      .end(Buffer.alloc(2_000)),
  '/never-ends': ({ reply, url }) => reply.writeHead(200, goodHeaders).end(`${goodPage(url)}<img alt="" src="/hangs">`),
  '/hangs': ({ reply, hanging }) => {
    hanging.add(reply);
    reply.writeHead(200, { 'content-type': 'image/png' }).write('x');
  },
  '/endless': ({ reply }) => {
    reply.writeHead(200, goodHeaders).write('<!doctype html><title>Endless</title><p>');
    const chunk = 'x'.repeat(1_000_000);
    const pump = () => {
      while (reply.writable && reply.write(chunk)) {
        // as fast as the reader takes it
      }
    };
    reply.on('drain', pump);
    pump();
  },
};
