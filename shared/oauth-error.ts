import { AppError, type ErrorCode } from './errors.ts';
import { type HttpResult, problemResult, securityHeaders } from './http-reply.ts';
import type { Logger } from './log.ts';

/** RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5, RFC 8693 §2.2.2, RFC 9449 §5 and §7, RFC 6750 §3.1, RFC 7009 §2.2.1, OIDC Core §3.1.2.6. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'access_denied'
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'
  | 'invalid_dpop_proof'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'login_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'unsupported_token_type'
  | 'server_error'
  | 'temporarily_unavailable';

/** An error of an OAuth endpoint, for a client that speaks OAuth. `description` is ASCII, as §5.2 demands. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly error: OAuthErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(error: OAuthErrorCode, description: string, extra: { headers?: Record<string, string> } = {}) {
    super(description);
    this.error = error;
    this.headers = extra.headers ?? {};
  }

  /** 401 where the client or its token failed to authenticate, as §5.2 and RFC 6750 §3.1 have it; else 400. */
  get status(): number {
    return statusOf[this.error] ?? 400;
  }
}

const statusOf: Partial<Record<OAuthErrorCode, number>> = {
  invalid_client: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  server_error: 500,
  temporarily_unavailable: 503,
};

/** Errors of the kit, said in OAuth's words; what is missing here is the request's fault. */
const wordFor: Partial<Record<ErrorCode, OAuthErrorCode>> = {
  unauthenticated: 'invalid_token',
  invalid_token: 'invalid_token',
  forbidden: 'insufficient_scope',
  internal_error: 'server_error',
  rate_limited: 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
};

export function oauthErrorResult(
  thrown: unknown,
  requestId: string,
  kit: { readonly apiUrl: string; readonly log: Logger },
): HttpResult {
  const problem = thrown instanceof OAuthError ? undefined : problemResult(thrown, requestId, kit);
  const { error, message, status, headers } = thrown instanceof OAuthError ? thrown : translated(thrown, problem);
  return {
    statusCode: status,
    headers: {
      ...securityHeaders,
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...headers,
    },
    body: JSON.stringify({ error, error_description: ascii(message) }),
  };
}

function translated(thrown: unknown, problem: HttpResult | undefined) {
  const isOurs = thrown instanceof AppError;
  const code = isOurs ? thrown.code : 'internal_error';
  const status = Number(problem?.statusCode ?? 500);
  return {
    error: status === 503 ? 'temporarily_unavailable' : (wordFor[code] ?? 'invalid_request'),
    message: isOurs ? thrown.message : 'Something went wrong on our side. Quote the request id when you ask us.',
    // A client of OAuth expects 400 where our own API says 422.
    status: status === 422 ? 400 : status,
    headers: isOurs ? thrown.headers : {},
  } as const;
}

/** %x20-21 / %x23-5B / %x5D-7E: no quotes, no backslash, nothing beyond ASCII. */
function ascii(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' ');
}
