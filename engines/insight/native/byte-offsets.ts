/** From offsets in bytes of UTF-8, as native programs count, to UTF-16 code units, as editors and our positions do. */
export class ByteOffsets {
  readonly #units: Uint32Array | undefined;

  constructor(text: string) {
    const bytes = Buffer.byteLength(text);
    // Of plain ASCII both are the same.
    if (bytes === text.length) return;
    const units = new Uint32Array(bytes + 1);
    let at = 0;
    let unit = 0;
    for (const character of text) {
      const size = Buffer.byteLength(character);
      units.fill(unit, at, at + size);
      at += size;
      unit += character.length;
    }
    units[at] = unit;
    this.#units = units;
  }

  unitOf(byte: number): number {
    return this.#units ? (this.#units[byte] ?? this.#units.at(-1) ?? 0) : byte;
  }
}
