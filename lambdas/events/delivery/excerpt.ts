const maxLength = 1_000;

/**
 * The beginning of a reply, for people. Control and format characters would move the cursor of a terminal, turn the direction of
 * text, or hide what follows; line breaks and tabs stay.
 */
export function excerptOf(body: Buffer): string {
  const text = body.toString('utf8').replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '');
  // A cut may leave half of a character outside the first plane.
  return text.slice(0, maxLength).toWellFormed();
}
