/** Chromium's command line. Each group says what it is for; puppeteer's own defaults come in addition. */
export function chromiumFlags(options: {
  readonly proxyPort: number;
  readonly processModel: ProcessModel;
}): readonly string[] {
  return [...inLambda, ...quiet, ...throughTheGuard(options.proxyPort), ...processModelFlags[options.processModel]];
}

/**
 * Lighthouse needs `multi-process`: with everything in one process Chromium takes no screenshots for the Speed Index.
 * `single-process` is for sandboxes that forbid what child processes do on start
 * (https://github.com/Sparticuz/chromium/issues/80).
 */
export type ProcessModel = (typeof processModels)[number];
export const processModels = ['multi-process', 'single-process'] as const;

const processModelFlags: Readonly<Record<ProcessModel, readonly string[]>> = {
  'multi-process': [],
  // With the GPU in a thread of the browser's process Chromium 153 crashed in `getenv` in some two of 300 starts, and no
  // more without; so only where there can be no other process.
  'single-process': ['--single-process', '--in-process-gpu'],
};

/** Lambda has no user namespaces, no /dev/shm and no GPU; the micro-VM around the function is the sandbox. */
const inLambda = [
  '--no-sandbox',
  '--disable-setuid-sandbox',
  '--no-zygote',
  '--disable-dev-shm-usage',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--font-render-hinting=none',
  '--disk-cache-size=33554432',
];

/** Nothing but the page under test may cause traffic. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-features=OptimizationHints,MediaRouter,AutofillServerCommunication,CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions',
  '--no-default-browser-check',
  '--no-pings',
];

/**
 * Everything goes through the guard proxy, loopback included; what does not speak to a proxy (QUIC, WebRTC over UDP, a
 * prefetcher) is off, and should anything still try by itself, it finds that no name and no address resolves.
 */
function throughTheGuard(proxyPort: number): readonly string[] {
  return [
    `--proxy-server=http://127.0.0.1:${proxyPort}`,
    '--proxy-bypass-list=<-loopback>',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--disable-quic',
    '--dns-prefetch-disable',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  ];
}
