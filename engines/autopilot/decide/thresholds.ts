/** Of predicted trust and of confidence, 0 to 1. */
export const thresholds = {
  /** Without a person. */
  execute: { trust: 0.8, confidence: 0.7 },
  /** Known well enough for a quick look. */
  review: { trust: 0.6, confidence: 0.6 },
  /** Below this on either, it is not even shown to a person. */
  skip: 0.3,
} as const;
