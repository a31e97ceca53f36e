/** EdDSA, ES256, RS256: what authenticators have (COSE algorithm numbers). */
export const algorithms = [-8, -7, -257];

/** Passkeys are bound to the host of our pages, which is that of the API. */
export function relyingParty(apiUrl: string): { id: string; origin: string } {
  const { hostname, origin } = new URL(apiUrl);
  return { id: hostname, origin };
}
