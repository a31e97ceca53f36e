import { PublicFailure } from '../../../shared/public-http/failure.ts';
import { type PublicReply, requestPublic } from '../../../shared/public-http/request-public.ts';
import { type ResolveHost, systemResolve } from '../../../shared/public-http/resolve-public.ts';
import { IssuerFailure, isLoopback } from './issuer.ts';

/** Replies the JSON at a URL. @throws IssuerFailure */
export type FetchDocument = (url: string) => Promise<unknown>;

export interface Reach {
  readonly resolve: ResolveHost;
  /** Stage `local` only. */
  readonly allowsLoopback: boolean;
  readonly timeoutMs: number;
}

export const systemReach = { resolve: systemResolve, timeoutMs: 5_000 } as const;

/** Reads public documents and nothing else: https on its usual port, little time, little data. */
export function createFetchDocument(reach: Reach): FetchDocument {
  return async (text) => {
    const url = URL.parse(text);
    const isLocal = reach.allowsLoopback && isLoopback(text);
    if (!url || (!isLocal && (url.protocol !== 'https:' || url.port !== '' || url.username !== ''))) {
      throw new IssuerFailure('Its documents must be at an https URL without a port.');
    }
    const { status, body } = await read({ ...reach, allowsLoopback: isLocal }, text);
    if (status !== 200) throw unusual(status);
    return parsed(body);
  };
}

async function read(reach: Reach, url: string): Promise<PublicReply> {
  const headers = { accept: 'application/json' };
  try {
    return await requestPublic({
      ...{ ...reach, url, headers, method: 'GET', maxReplyBytes: 64 * 1_024, longReply: 'refuse' },
    });
  } catch (error) {
    throw error instanceof PublicFailure ? issuerFailure(error) : error;
  }
}

function issuerFailure(failure: PublicFailure): IssuerFailure {
  const fail = (message: string) => new IssuerFailure(message, { cause: failure });
  switch (failure.code) {
    case 'dns_failed':
    case 'private_address':
      return fail('Its host is not on the public internet.');
    case 'reply_too_large':
      return fail('A document of it is larger than 64 KiB.');
    case 'redirected':
      return unusual(failure.status);
    default:
      return fail('Its documents could not be read.');
  }
}

function unusual(status: number | undefined): IssuerFailure {
  return new IssuerFailure(`Its documents answered ${status}; redirects are not followed.`);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new IssuerFailure('A document of it is not JSON.', { cause });
  }
}
