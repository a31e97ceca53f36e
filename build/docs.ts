import { createHash } from 'node:crypto';
import { documentedUrl } from '../lambdas/platform/contract.ts';
import { errorCatalog } from '../shared/errors.ts';
import { escapeHtml } from '../shared/html.ts';
import type { Contract, Route } from '../shared/route.ts';
import { errorCodesOf } from './openapi.ts';
import { permissionsSection } from './permissions.ts';

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: light-dark(#1f5fbf, #8ab4ff); font: 16px/1.6 system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; }
.layout { display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; top: 0; align-self: start; height: 100vh; overflow: auto; padding: 1.5rem; border-right: 1px solid var(--line); font-size: .9rem; }
nav ul { list-style: none; margin: 0 0 1rem; padding: 0; }
nav a { display: block; padding: .2rem 0; min-height: 1.75rem; text-decoration: none; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
nav a:hover { text-decoration: underline; }
nav strong { text-transform: capitalize; }
summary { padding: .25rem 0; cursor: pointer; }
main { max-width: 60rem; padding: 1.5rem 2.5rem 6rem; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); text-transform: capitalize; }
article { margin: 1.5rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .75rem; }
article h3 { margin: 0 0 .25rem; font-size: 1.05rem; }
article > code { font-weight: 600; }
.method { display: inline-block; min-width: 4.5rem; color: var(--accent); }
pre { overflow: auto; padding: .75rem 1rem; border-radius: .5rem; background: var(--soft); font-size: .85rem; }
table { border-collapse: collapse; width: 100%; }
td, th { padding: .4rem .75rem .4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
dt { margin-top: 1.25rem; font-weight: 600; }
dd { margin: 0; }
.hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
@media (max-width: 50rem) { .layout { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }`;

export interface Docs {
  readonly html: string;
  /** Content-Security-Policy that allows this page and nothing else. */
  readonly policy: string;
}

/** The reference as one static page, from the same contracts as the OpenAPI document. It needs no script. */
export function docsPage(contracts: Readonly<Record<string, Contract>>, document: unknown, version: string): Docs {
  const schemas = new Schemas(document);
  const sections = Object.entries(contracts).map(([name, contract]) => section(name, contract, schemas));
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>ODAVL Cloud API reference</title><style>${style}</style>
</head>
<body><div class="layout">
<nav aria-label="Contents">${navigation(contracts)}</nav>
<main>
<h1>ODAVL Cloud API</h1>
<p>Version ${escapeHtml(version)} · <a href="/openapi.json">OpenAPI 3.1</a> · <code>${documentedUrl}</code></p>
<p>Send <code>Authorization: Bearer &lt;access token or API key&gt;</code>. Bodies are JSON, times ISO 8601 in UTC. Lists are
<code>{ items, nextCursor? }</code>. Every reply has an <code>X-Request-Id</code>.</p>
<p>Requests with a credential are counted: per credential and organization in a minute, and per organization in a month, both by plan.
<code>RateLimit</code> says what is left, <code>RateLimit-Policy</code> what the limits are; beyond them the answer is 429 with
<code>Retry-After</code>. A request counts once unless its route says otherwise.</p>
${sections.join('\n')}
${permissionsSection()}
<h2 id="errors">Errors</h2>
<p>All errors are <code>application/problem+json</code> (RFC 9457). Branch on <code>code</code>; <code>errors</code> names each wrong field.</p>
<dl>${errorList()}</dl>
</main>
</div></body>
</html>`;
  const hash = createHash('sha256').update(style).digest('base64');
  return {
    html,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

function navigation(contracts: Readonly<Record<string, Contract>>): string {
  const groups = Object.entries(contracts).map(([name, contract]) => {
    const links = Object.entries(contract).map(
      ([id, { summary }]) => `<li><a href="#${id}">${escapeHtml(summary)}</a></li>`,
    );
    return `<strong>${escapeHtml(name)}</strong><ul>${links.join('')}</ul>`;
  });
  return `${groups.join('')}<strong><a href="#permissions">Roles and permissions</a></strong><strong><a href="#errors">Errors</a></strong>`;
}

function section(name: string, contract: Contract, schemas: Schemas): string {
  const articles = Object.entries(contract).map(([id, route]) => article(id, route, schemas));
  return `<section><h2 id="service-${name}">${escapeHtml(name)}</h2>${articles.join('\n')}</section>`;
}

function article(id: string, route: Route, schemas: Schemas): string {
  const access =
    route.access === 'public'
      ? 'No credential.'
      : route.access === 'authenticated'
        ? 'Any credential.'
        : `Permission <code>${route.access}</code>.`;
  return `<article id="${id}"><h3>${escapeHtml(route.summary)}</h3>
<code><span class="method">${route.method}</span> ${escapeHtml(route.path)}</code>
<p>${escapeHtml(route.description ?? '')} ${access}${route.isIdempotent ? ' Honours <code>Idempotency-Key</code>.' : ''}${route.cost === undefined ? '' : ` Counts as ${route.cost} requests.`}</p>
${schemas.details(route)}
<p>Errors: ${errorsOf(route)}</p></article>`;
}

function errorsOf(route: Route): string {
  if (route.errorShape === 'oauth')
    return '<code>{ error, error_description }</code>, as OAuth has them (RFC 6749 §5.2).';
  return errorCodesOf(route)
    .map((code) => `<a href="#error-${code}">${code}</a>`)
    .join(' · ');
}

function errorList(): string {
  return Object.entries(errorCatalog)
    .map(
      ([code, [status, title, help]]) =>
        `<dt id="error-${code}">${status} <code>${code}</code> · ${escapeHtml(title)}</dt><dd>${escapeHtml(help)}</dd>`,
    )
    .join('\n');
}

/** The request and reply schemas of an operation, as they stand in the OpenAPI document. */
class Schemas {
  readonly #document: unknown;
  constructor(document: unknown) {
    this.#document = document;
  }

  details(route: Route): string {
    const operation = at(this.#document, 'paths', route.path, route.method.toLowerCase());
    const type = route.bodyType === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
    const request = at(operation, 'requestBody', 'content', type, 'schema');
    const reply = at(operation, 'responses', String(route.reply.status), 'content', 'application/json', 'schema');
    const parameters = at(operation, 'parameters');
    return [
      this.#block('Parameters', parameters),
      this.#block('Request body', request),
      this.#block(`Reply ${route.reply.status}`, reply),
    ].join('');
  }

  #block(title: string, schema: unknown): string {
    if (schema === undefined) return '';
    const reference = at(schema, '$ref');
    const shown = typeof reference === 'string' ? at(this.#document, ...reference.slice(2).split('/')) : schema;
    return `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(shown, null, 2))}</pre></details>`;
  }
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
