/** The ETag of something that counts its changes. */
export function versionTag({ version }: { readonly version: number }): string {
  return `"v${version}"`;
}

/**
 * The version that an `If-Match` header demands; undefined when it demands none. -1 never matches: an ETag that is not ours is
 * of some other version.
 */
export function expectedVersion(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = /^"v(\d{1,15})"$/.exec(ifMatch.trim())?.[1];
  return version === undefined ? -1 : Number(version);
}
