/** Why a request to a public address brought no reply. Each has a sentence for the one whose address it is. */
export const publicFailures = {
  invalid_url: 'The URL is none that is called: https, without user name and password.',
  dns_failed: 'The host has no address.',
  private_address: 'The host leads to an address that is not on the public internet.',
  connection_refused: 'Nothing listens at that port.',
  connection_failed: 'The host could not be reached.',
  connection_closed: 'The connection was closed before the reply was complete.',
  tls_failed: 'TLS failed: the certificate is not valid for this host, or no secure connection came about.',
  timed_out: 'The reply was not complete in time.',
  redirected: 'The reply was a redirect; redirects are not followed.',
  reply_too_large: 'The reply is larger than is read.',
  invalid_reply: 'The reply is not HTTP.',
} as const;
export type PublicFailureCode = keyof typeof publicFailures;

export class PublicFailure extends Error {
  override readonly name = 'PublicFailure';
  readonly code: PublicFailureCode;
  /** Where a reply had begun. */
  readonly status: number | undefined;

  constructor(code: PublicFailureCode, extra: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(publicFailures[code], { cause: extra.cause });
    this.code = code;
    this.status = extra.status;
  }
}

/** How far a request came, which tells more than the code of a socket's error. */
export interface Progress {
  isConnected: boolean;
  isSecure: boolean;
}

/** What an error of the network stands for. */
export function failureOf(error: unknown, { isConnected, isSecure }: Progress): PublicFailure {
  if (error instanceof PublicFailure) return error;
  const fail = (code: PublicFailureCode) => new PublicFailure(code, { cause: error });
  const code = codeOf(error);
  if (isTimeout(error) || code === 'ETIMEDOUT') return fail('timed_out');
  if (code.startsWith('HPE_')) return fail('invalid_reply');
  if (code === 'ECONNREFUSED') return fail('connection_refused');
  if (!isConnected) return fail('connection_failed');
  return fail(isSecure ? 'connection_closed' : 'tls_failed');
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || isTimeout(error.cause));
}

/** Of several addresses that were all tried in vain, what the first said (`AggregateError`). */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
