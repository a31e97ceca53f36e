import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuthDeps } from '../deps.ts';
import { enrolmentMs } from './mfa.ts';
import { confirmPassword } from './reauthenticate.ts';
import { createMfaStore } from './store.ts';
import { newTotp } from './totp.ts';
import { seal } from './vault.ts';

export interface Enrolment {
  readonly secret: string;
  readonly otpauthUri: string;
  readonly qrSvg: string;
}

/**
 * A new secret for an authenticator app. It protects nothing until a first code of it was right.
 * @throws AppError `conflict` while a second factor is active, `forbidden`, `invalid_credentials`, `too_many_attempts`
 */
export async function enrollTotp(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { password: string };
}): Promise<Enrolment> {
  const { ctx, deps, input } = call;
  const { user, forget } = await confirmPassword({ ctx, deps, input });
  const { secret, otpauthUri } = await newTotp(user.email);
  const { vaultKey } = await deps.loadSigningKey();
  const enrolled = {
    ...{ userId: user.id, sealedSecret: seal(vaultKey, user.id, secret), isActive: false },
    ...{ expiresAt: ctx.now + enrolmentMs, lastStep: 0, recoveryHashes: [], recoveryVersion: 0 },
  };
  if (!(await createMfaStore(deps.dynamo, deps.table).enroll(enrolled, [forget])))
    throw new AppError('conflict', 'A second factor is active already. Disable it first.');
  const { renderSVG } = await import('uqr');
  return { secret, otpauthUri, qrSvg: renderSVG(otpauthUri, { border: 4, ecc: 'M' }) };
}
