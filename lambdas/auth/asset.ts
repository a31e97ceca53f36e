/** For the build script: what lies beside the bundle of the API. The filter is read when a password is chosen. */
export const asset = { external: [], files: ['lambdas/auth/user/common-passwords.bin'] } as const;
