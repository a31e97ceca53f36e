import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditOf, page, redirect, type Site, startSite } from './site.ts';

/** What an attacker writes; no policy of his own stands in his way. */
const script = (code: string) =>
  page(`<p id="log">…</p><script type="module">${code}</script>`, '', { 'content-security-policy': '' });

const udp = createSocket('udp4');
const datagrams: Buffer[] = [];
let site: Site;
beforeAll(async () => {
  udp.on('message', (message) => datagrams.push(message)).bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const { port } = udp.address();
  site = await startSite({
    '/page': page(''),
    '/to-private': redirect('http://10.0.0.1/admin'),
    '/to-metadata': redirect('http://169.254.169.254/latest/meta-data/'),
    '/to-file': redirect('file:///etc/passwd'),
    '/to-data': redirect('data:text/html,<h1>hi</h1>'),
    '/moves-on': script(`location.href = 'http://192.168.1.1/'`),
    '/opens-file': script(`location.href = 'file:///etc/passwd'; window.open('file:///etc/passwd')`),
    '/asks-around': script(`
      new Image().src = 'http://10.0.0.1/a.png';
      new WebSocket('ws://172.16.0.1/');
      await fetch('http://169.254.169.254/latest/meta-data/').catch(() => 0);
      await fetch('https://192.168.0.1/').catch(() => 0);`),
    '/goes-around': script(`
      try { const way = new WebTransport('https://127.0.0.1:${port}/'); way.ready.catch(() => 0); way.closed.catch(() => 0); } catch {}
      const call = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${port}' }] });
      call.createDataChannel('x');
      await call.setLocalDescription(await call.createOffer());
      await new Promise((resolve) => {
        const check = () => call.iceGatheringState === 'complete' && resolve();
        call.onicegatheringstatechange = check;
        check();
      });
      await fetch('/done');`),
    '/done': (outgoing) => outgoing.writeHead(200).end(),
    '/pesters': script(
      `alert(1); confirm(2); window.open('/page'); addEventListener('beforeunload', (event) => event.preventDefault());`,
    ),
  });
});
afterAll(async () => {
  udp.close();
  await site.close();
});

describe('a page that leads inside', () => {
  it.each([
    ['/to-private', '10.0.0.1'],
    ['/to-metadata', '169.254.169.254'],
    ['/to-file', '"file"'],
    ['/to-data', '"data"'],
    ['/moves-on', '192.168.1.1'],
  ])('%s is blocked, and the report names %s', async (path, name) => {
    const { report, artifacts } = await auditOf(`${site.origin}${path}`);
    expect(report).toMatchObject({ status: 'blocked', pass: false, failure: { code: 'ssrf-blocked' } });
    expect(report.failure?.detail).toContain(name);
    expect(artifacts).toEqual([]);
  });

  it.each([
    ['http://10.0.0.1/', 'ssrf-blocked'],
    ['http://intranet/', 'ssrf-blocked'],
    ['file:///etc/passwd', 'unsupported-scheme'],
  ])('%s is refused at once', async (url, code) => {
    expect((await auditOf(url)).report).toMatchObject({ status: 'blocked', failure: { code } });
  });

  it('is blocked by what its name resolves to', async () => {
    const { report } = await auditOf('https://a.example/', { resolver: async () => ['93.184.216.34', '10.0.0.7'] });
    expect(report).toMatchObject({ status: 'blocked', failure: { code: 'ssrf-blocked' } });
    expect(report.failure?.detail).toContain('10.0.0.7');
  });

  it('is held to its first address when its name server changes its mind', async () => {
    let asked = 0;
    const resolver = async () => [asked++ === 0 ? '127.0.0.1' : '10.0.0.1'];
    const { report } = await auditOf(`${site.origin}/page`, { resolver });
    expect(report).toMatchObject({ status: 'passed', finalUrl: `${site.origin}/page` });
    expect(asked).toBe(1);
  });

  it('cannot open a local file from a script', async () => {
    const { report } = await auditOf(`${site.origin}/opens-file`);
    expect(report.finalUrl).toBe(`${site.origin}/opens-file`);
  });

  it('is tested without the private things it asks for, and told so', async () => {
    const { report } = await auditOf(`${site.origin}/asks-around`);
    expect(report.failure).toBeUndefined();
    const finding = report.issues.find(({ ruleId }) => ruleId === 'private-network-request');
    expect(finding?.nodes).toBe(4);
    for (const host of ['10.0.0.1:80', '172.16.0.1:80', '169.254.169.254:80', '192.168.0.1:443']) {
      expect(finding?.message).toContain(host);
    }
    expect(report.notices.filter(({ code }) => code === 'request-refused')).toHaveLength(4);
    expect(report.issues.map(({ ruleId }) => ruleId)).not.toContain('console-error');
  });

  it('cannot go around the guard over UDP', async () => {
    await auditOf(`${site.origin}/goes-around`);
    expect(datagrams).toEqual([]);
    expect(site.asked).toContain('/done');
  });
});

describe('a page that pesters', () => {
  it('has its dialogs and windows closed', async () => {
    const { report } = await auditOf(`${site.origin}/pesters`);
    expect(report.failure).toBeUndefined();
    expect(report.notices.map(({ code }) => code)).toEqual(expect.arrayContaining(['dialog', 'popup']));
  });
});
