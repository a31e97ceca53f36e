import type { RouteDefinition } from './definition.ts';

export interface RouteMatch {
  readonly route: RouteDefinition;
  /** Decoded; empty when the route has none. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

type Segment = { kind: 'literal'; text: string } | { kind: 'parameter' | 'greedy'; name: string };

interface Entry {
  readonly route: RouteDefinition;
  readonly method: string;
  readonly segments: readonly Segment[];
}

/** Greatest first: the more specific of two routes is the one whose first differing segment ranks higher. */
const rank = { literal: 2, parameter: 1, greedy: 0 } as const;

/**
 * Picks the most specific route of a request: literal over parameter over greedy, a method over ANY, `$default` last.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
 */
export class RouteTable {
  readonly #entries: readonly Entry[];
  readonly #fallback: RouteDefinition | undefined;

  constructor(routes: readonly RouteDefinition[]) {
    const keys = routes.map((route) => route.routeKey);
    const duplicate = keys.find((key, index) => keys.indexOf(key) !== index);
    if (duplicate) throw new Error(`The HTTP API has two routes with the key "${duplicate}".`);
    this.#fallback = routes.find((route) => route.routeKey === '$default');
    this.#entries = routes
      .filter((route) => route !== this.#fallback)
      .map(parseRoute)
      .sort(bySpecificity);
  }

  match(method: string, path: string): RouteMatch | undefined {
    const parts = path.split('/').slice(1);
    for (const entry of this.#entries) {
      if (entry.method !== 'ANY' && entry.method !== method) continue;
      const pathParameters = matchSegments(entry.segments, parts);
      if (pathParameters) return { route: entry.route, pathParameters };
    }
    return this.#fallback && { route: this.#fallback, pathParameters: {} };
  }
}

function parseRoute(route: RouteDefinition): Entry {
  const [, method, path] = /^(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*)$/.exec(route.routeKey) ?? [];
  if (!method || path === undefined) throw new Error(`"${route.routeKey}" is not a route key of an HTTP API.`);
  const segments = path.split('/').slice(1).map(parseSegment);
  const greedy = segments.findIndex((segment) => segment.kind === 'greedy');
  if (greedy >= 0 && greedy !== segments.length - 1)
    throw new Error(`In "${route.routeKey}" the greedy variable is not last.`);
  return { route, method, segments };
}

function parseSegment(text: string): Segment {
  const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(text) ?? [];
  if (!name) return { kind: 'literal', text };
  return { kind: plus ? 'greedy' : 'parameter', name };
}

function bySpecificity(a: Entry, b: Entry): number {
  for (let index = 0; index < Math.min(a.segments.length, b.segments.length); index++) {
    const [left, right] = [a.segments[index], b.segments[index]];
    if (left && right && left.kind !== right.kind) return rank[right.kind] - rank[left.kind];
  }
  return b.segments.length - a.segments.length || Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function matchSegments(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const last = segments.at(-1);
  const isGreedy = last?.kind === 'greedy';
  if (isGreedy ? parts.length < segments.length : parts.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = segment.kind === 'greedy' ? parts.slice(index).join('/') : (parts[index] ?? '');
    if (segment.kind === 'literal') {
      if (decode(part) !== segment.text) return undefined;
    } else {
      if (part === '') return undefined;
      parameters[segment.name] = decode(part);
    }
  }
  return parameters;
}

/** Percent-decodes; text that is not valid percent-encoding stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
