import type { PublicContext } from '../../../shared/context.ts';
import type { OAuthClient } from '../client/client.ts';
import type { AuthDeps } from '../deps.ts';

/** RFC 6749 §5.1, with what OIDC, RFC 8693 §2.2.1 and RFC 9449 §5 add. */
export interface TokenReply {
  readonly access_token: string;
  readonly token_type: 'Bearer' | 'DPoP';
  /** Seconds. */
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly scope?: string;
  readonly id_token?: string;
  readonly issued_token_type?: string;
}

/** One way to get a token. The endpoint has parsed the form, authenticated the client, and checked its DPoP proof. */
export type TokenGrant = (call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: {
    readonly form: Readonly<Record<string, string>>;
    /** Absent for a token exchange, where the CI provider's token is the proof. */
    readonly client: OAuthClient | undefined;
    /** Thumbprint of the key that the request proved to have (RFC 9449 §6.1). */
    readonly dpopThumbprint: string | undefined;
  };
}) => Promise<TokenReply>;
