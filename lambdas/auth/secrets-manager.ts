/** Reads the secret once per function instance. The client is imported with it, because most requests never sign. */
export function createSecretReader(secretArn: string): () => Promise<string> {
  return async () => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const { SecretString } = await new SecretsManagerClient({}).send(
      new GetSecretValueCommand({ SecretId: secretArn }),
    );
    if (!SecretString) throw new Error('The signing secret has no string value.');
    return SecretString;
  };
}
