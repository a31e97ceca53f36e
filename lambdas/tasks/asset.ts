/**
 * For the build script: what lies beside the bundle of the inspector. Yauzl is CommonJS and asks for parts of Node.js by
 * `require`, which a bundle of ES modules does not have; every function that reads zips (`shared/archive`) needs this.
 */
export const asset = { external: ['yauzl'] } as const;
