import { organizationPrefix } from '../../../shared/organization-prefix.ts';

/**
 * The report that counts has a folder by its own hash, so that a worker that was late, or has lost the analysis to another, replaces
 * nothing of it.
 */
const folder = (orgId: string, { id, reportSha256 }: { readonly id: string; readonly reportSha256: string }) =>
  `${organizationPrefix(orgId)}analyses/${id}/${reportSha256}`;

type Place = Parameters<typeof folder>[1];

export const reportKey = (orgId: string, place: Place) => `${folder(orgId, place)}/report.json`;
/** What later analyses are compared with: much smaller than the report. */
export const baselineKey = (orgId: string, place: Place) => `${folder(orgId, place)}/baseline.json`;
