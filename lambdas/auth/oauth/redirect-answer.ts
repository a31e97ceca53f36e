/**
 * The redirect URI with an answer in its query (RFC 6749 §4.1.2). What was registered stays as it is, byte for byte; `iss` tells
 * a client of several servers which one answers (RFC 9207 §2).
 */
export function answerTo(
  issuer: string,
  to: { readonly redirectUri: string; readonly state?: string | undefined },
  answer: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams({ ...answer, ...(to.state !== undefined && { state: to.state }), iss: issuer });
  return `${to.redirectUri}${to.redirectUri.includes('?') ? '&' : '?'}${query}`;
}
