/** Where the objects of a test are in the bucket. The organization comes first, so that no prefix spans two of them. */
const folder = (orgId: string, testId: string) => `${reportsPrefix(orgId)}tests/${testId}`;

export const reportsPrefix = (orgId: string) => `org/${orgId}/`;

export const reportKey = (orgId: string, testId: string) => `${folder(orgId, testId)}/report.json`;
export const artifactKey = (orgId: string, testId: string, name: string) =>
  `${folder(orgId, testId)}/artifacts/${name}`;
