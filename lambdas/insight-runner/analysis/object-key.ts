/** Where the objects of an organization's analyses are. It comes first, so that no prefix spans two of them. */
export const analysesPrefix = (orgId: string) => `org/${orgId}/`;

/**
 * The report that counts has a folder by its own hash, so that a worker that was late, or has lost the analysis to another, replaces
 * nothing of it.
 */
const folder = (orgId: string, { id, reportSha256 }: { readonly id: string; readonly reportSha256: string }) =>
  `${analysesPrefix(orgId)}analyses/${id}/${reportSha256}`;

type Place = Parameters<typeof folder>[1];

export const reportKey = (orgId: string, place: Place) => `${folder(orgId, place)}/report.json`;
/** What later analyses are compared with: much smaller than the report. */
export const baselineKey = (orgId: string, place: Place) => `${folder(orgId, place)}/baseline.json`;
