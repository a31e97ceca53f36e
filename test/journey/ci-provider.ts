import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as z from 'zod';

export interface CiProvider {
  readonly issuer: string;
  /** The token of a job with these claims, for the audience `odavl-cloud`. */
  sign(claims: Record<string, unknown>): Promise<string>;
  close(): Promise<unknown>;
}

/** A CI provider on this computer, which publishes its keys and signs what its jobs are. */
export async function startCiProvider(): Promise<CiProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'ci', alg: 'RS256', use: 'sig' };
  let issuer = '';
  const server: Server = createServer((request, reply) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    reply.end(JSON.stringify(isDiscovery ? { issuer, jwks_uri: `${issuer}/jwks` } : { keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://localhost:${z.object({ port: z.number() }).parse(server.address()).port}`;
  const sign = (claims: Record<string, unknown>) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'ci' })
      .setIssuer(issuer)
      .setAudience('odavl-cloud')
      .setSubject('repo:analytical/engine:ref:refs/heads/main')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  const close = () => new Promise((resolve) => server.close(resolve));
  return { issuer, sign, close };
}
