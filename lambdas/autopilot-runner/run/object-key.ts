import { organizationPrefix } from '../../../shared/organization-prefix.ts';

export interface Place {
  readonly id: string;
  readonly resultSha256: string;
}

/** The result that counts has a folder by its own hash, so that a worker that was late replaces nothing of it. */
const folder = (orgId: string, { id, resultSha256 }: Place) => `${organizationPrefix(orgId)}runs/${id}/${resultSha256}`;

export const runFiles = {
  result: { name: 'result.json', contentType: 'application/json' },
  patch: { name: 'patch.diff', contentType: 'text/x-diff; charset=utf-8' },
  undo: { name: 'undo.diff', contentType: 'text/x-diff; charset=utf-8' },
  attestation: { name: 'attestation.json', contentType: 'application/vnd.in-toto+json' },
} as const;
export type RunFile = keyof typeof runFiles;

export const runKey = (orgId: string, place: Place, file: RunFile) => `${folder(orgId, place)}/${runFiles[file].name}`;
