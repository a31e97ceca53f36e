/**
 * Reads the secret once per function instance; a reading that failed is tried again by the next request. The client is imported with
 * it, because most requests need no secret.
 */
export function createSecretLoader(secretArn: string): () => Promise<string> {
  let pending: Promise<string> | undefined;
  const read = async () => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const { SecretString } = await new SecretsManagerClient({}).send(
      new GetSecretValueCommand({ SecretId: secretArn }),
    );
    if (!SecretString) throw new Error('The secret has no string value.');
    return SecretString;
  };
  return () => {
    pending ??= read().catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}
