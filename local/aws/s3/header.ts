import type { IncomingHttpHeaders } from 'node:http';

/** One value of a header, by its lower-case name. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
