import * as z from 'zod';
import type { IsolatedWorld } from './isolated-world.ts';

const ProbePlace = z.object({ selector: z.string(), snippet: z.string() });

/** What the page looks like from inside, once it has settled. */
export const Probe = z.object({
  title: z.string(),
  htmlLength: z.number(),
  elements: z.number(),
  text: z.string(),
  hasMedia: z.boolean(),
  html: z.string(),
  description: z.string().nullable(),
  canonical: z.string().nullable(),
  robots: z.string().nullable(),
  viewport: z.string().nullable(),
  metaCsp: z.array(z.string()),
  metaReferrer: z.string().nullable(),
  errorBoundary: z.string().nullable(),
  overflow: z.number(),
  smallTargets: z.array(ProbePlace),
  scriptsWithoutIntegrity: z.array(ProbePlace.extend({ url: z.string() })),
  insecureReferences: z.array(ProbePlace.extend({ url: z.string(), isActive: z.boolean() })),
});
export type Probe = z.infer<typeof Probe>;

export async function probe(world: IsolatedWorld): Promise<Probe> {
  return Probe.parse(await world.evaluate(script));
}

/** Marks that frameworks leave when their own error page replaced the application. */
const errorBoundaries = [
  'vite-error-overlay',
  'nextjs-portal [data-nextjs-dialog]',
  '#webpack-dev-server-client-overlay',
  '#__next_error__',
  'html#__next_error__',
  '#react-error-overlay',
  '.nuxt-error-page',
  '#__nuxt_error',
  'body.rails-default-error-page',
  '#werkzeug-debugger, div.debugger[data-werkzeug]',
];

/** Runs in the page, hence a text: this repository compiles without the DOM's types. */
const script = `(() => {
  const limit = 50;
  const clip = (text, length) => String(text ?? '').slice(0, length);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const attribute = (selector, name) => document.querySelector(selector)?.getAttribute(name) ?? null;
  const meta = (name) => attribute('meta[name="' + name + '" i]', 'content');
  const path = (element) => {
    if (element.id) return '#' + CSS.escape(element.id);
    const steps = [];
    for (let at = element; at && at !== document.documentElement && steps.length < 5; at = at.parentElement) {
      const siblings = at.parentElement ? [...at.parentElement.children].filter((one) => one.tagName === at.tagName) : [];
      const position = siblings.length > 1 ? ':nth-of-type(' + (siblings.indexOf(at) + 1) + ')' : '';
      steps.unshift(at.tagName.toLowerCase() + position);
    }
    return steps.join(' > ');
  };
  const place = (element) => ({ selector: path(element), snippet: clip(element.outerHTML, 300) });
  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
  };
  const targets = all('a[href], button, input:not([type=hidden]), select, textarea, [role=button]').filter((element) => {
    if (!isShown(element)) return false;
    const isInText = getComputedStyle(element).display === 'inline' && (element.parentElement?.textContent ?? '').trim() !== (element.textContent ?? '').trim();
    const box = element.getBoundingClientRect();
    return !isInText && (box.width < 48 || box.height < 48);
  });
  const foreign = all('script[src]').filter((element) => {
    const url = URL.parse(element.src);
    return url && url.host !== location.host && !element.integrity;
  });
  const insecure = all('script[src^="http:" i], link[rel~=stylesheet][href^="http:" i], iframe[src^="http:" i], form[action^="http:" i], img[src^="http:" i], video[src^="http:" i], audio[src^="http:" i], source[src^="http:" i]');
  const html = document.documentElement?.outerHTML ?? '';
  const boundary = ${JSON.stringify(errorBoundaries)}.find((selector) => document.querySelector(selector));
  return {
    title: clip(document.title, 1000),
    htmlLength: html.length,
    elements: all('*').filter((element) => !['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT'].includes(element.tagName)).length,
    text: clip(document.body?.innerText.trim(), 5000),
    hasMedia: all('img, svg, canvas, video, iframe, object, embed, input, button').some(isShown),
    html: clip(html, 2_000_000),
    description: meta('description'),
    canonical: attribute('link[rel~=canonical]', 'href'),
    robots: meta('robots'),
    viewport: meta('viewport'),
    metaCsp: all('meta[http-equiv="content-security-policy" i]').map((element) => clip(element.getAttribute('content'), 5000)),
    metaReferrer: meta('referrer'),
    errorBoundary: boundary ?? null,
    overflow: Math.max(0, Math.round((document.scrollingElement?.scrollWidth ?? 0) - document.documentElement.clientWidth)),
    smallTargets: targets.slice(0, limit).map(place),
    scriptsWithoutIntegrity: foreign.slice(0, limit).map((element) => ({ ...place(element), url: element.src })),
    insecureReferences: insecure.slice(0, limit).map((element) => ({
      ...place(element),
      url: clip(element.getAttribute('src') ?? element.getAttribute('href') ?? element.getAttribute('action'), 2000),
      isActive: ['SCRIPT', 'LINK', 'IFRAME', 'FORM'].includes(element.tagName),
    })),
  };
})()`;
