import { z } from 'zod';

/** One mail as it lies in the outbox. */
export const Mail = z.object({
  messageId: z.string(),
  /** ISO 8601 */
  sentAt: z.string(),
  /** As it was given, with a display name if there is one. */
  from: z.string(),
  /** The first recipient. */
  to: z.string(),
  /** To, Cc and Bcc, in this order. */
  recipients: z.array(z.string()),
  replyTo: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** Every http(s) URL of text and html once, in order. */
  links: z.array(z.string()),
  headers: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
});
export type Mail = Readonly<z.infer<typeof Mail>>;

/** A URL in a sentence does not own the punctuation after it. */
export function linksOf(text: string, html: string): string[] {
  const find = (source: string) => source.match(/https?:\/\/[^\s"'<>\\]+/g) ?? [];
  const found = [...find(text), ...find(html).map((url) => url.replaceAll('&amp;', '&'))];
  return [...new Set(found.map((url) => url.replace(/[.,;:!?)\]]+$/, '')))];
}
