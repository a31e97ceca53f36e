import { organizationPrefix } from '../../../shared/organization-prefix.ts';

/** Where the objects of a test are in the bucket. The organization comes first, so that no prefix spans two of them. */
const folder = (orgId: string, { id, reportSha256 }: Place) =>
  `${organizationPrefix(orgId)}tests/${id}${reportSha256 === undefined ? '' : `/${reportSha256}`}`;

/**
 * Of a test, the report that counts. Each has a folder by its own hash, so that a worker that was late, or has lost the test to
 * another, replaces nothing of it; tests of before have one folder.
 */
interface Place {
  readonly id: string;
  readonly reportSha256?: string | undefined;
}

export const reportKey = (orgId: string, test: Place) => `${folder(orgId, test)}/report.json`;
export const artifactKey = (orgId: string, test: Place, name: string) => `${folder(orgId, test)}/artifacts/${name}`;
