import { readFileSync } from 'node:fs';
import { dictionary } from '@zxcvbn-ts/language-common';
import { makeBloomFilter } from '../../shared/bloom-filter.ts';

/** A password has eight characters; signs at its end are not looked at. */
const minLength = 6;
const firstYear = 1955;
const lastYear = 2027;

/**
 * The filter of passwords that are guessed first: the most frequent ones of public leaks (the list that zxcvbn-ts ships, MIT),
 * our own words in the ways that people vary them, dates, and sequences; and every line of a list of your own, as it is.
 */
export function commonPasswordFilter(corpus?: string): Buffer {
  const words = readFileSync('build/common-passwords/words.txt', 'utf8').split(/\s+/).filter(Boolean);
  const own = corpus ? readFileSync(corpus, 'utf8').split(/\r?\n/) : [];
  return makeBloomFilter([...commonPasswords(words, [...leakedPasswords, ...own])]);
}

/** By frequency, the most frequent first. */
export const leakedPasswords: readonly string[] = dictionary['passwords-common'];

export function commonPasswords(words: readonly string[], lines: readonly string[]): Set<string> {
  const all = new Set<string>();
  const add = (text: string) => {
    const plain = text.normalize('NFC').toLowerCase();
    if (plain.length >= minLength) all.add(plain);
  };
  for (const line of lines) add(line);
  for (const word of words) {
    for (const ending of endings) add(word + ending);
    for (const disguise of disguises(word)) for (const ending of frequentEndings) add(disguise + ending);
    add(word + word);
    add(`1${word}`);
    add(`123${word}`);
  }
  for (const date of dates()) add(date);
  for (const digits of numbers(1_000, 9_999)) add(digits + digits);
  for (const sequence of sequences()) add(sequence);
  return all;
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
const two = (value: number) => String(value).padStart(2, '0');

/** After a word in disguise. */
const frequentEndings = ['', '1', '12', '123', '1234', '12345', '@123', '2024', '2025', '2026'];
const endings = [
  ...new Set([
    ...frequentEndings,
    ...['#1', '@1', '@12', '@1234', '007', '111', '321', '666', '777', '123456', '1234567', '12345678', '123456789'],
    ...['4321', '654321', 'abc', 'qwerty', '@2024', '@2025', '@2026'],
    ...numbers(0, 99),
    ...numbers(1990, lastYear),
  ]),
];

/** The letters that people write as digits and signs, one at a time and all together. */
const signs: readonly (readonly [string, string])[] = [
  ...([
    ['a', '@'],
    ['o', '0'],
    ['e', '3'],
    ['i', '1'],
    ['s', '$'],
  ] as const),
];

function disguises(word: string): string[] {
  const single = signs
    .filter(([letter]) => word.includes(letter))
    .map(([letter, sign]) => word.replaceAll(letter, sign));
  const usual = word.replaceAll('a', '@').replaceAll('o', '0');
  return [...single, usual, usual.replaceAll('s', '$')];
}

function dates(): string[] {
  return numbers(firstYear, 2012).flatMap((year) =>
    numbers(1, 12).flatMap((month) =>
      numbers(1, 31).flatMap((day) => {
        const [d, m] = [two(Number(day)), two(Number(month))];
        return [`${d}${m}${year}`, `${m}${d}${year}`];
      }),
    ),
  );
}

const rows = [
  ...['01234567890', '1234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'qwertzuiop', 'azertyuiop'],
  ...['asdfghjkl', 'zxcvbnm', '!@#$%^&*()'],
];
const characters = [...'abcdefghijklmnopqrstuvwxyz0123456789!@#$%&*._- '];

/** Rows of keys and of the alphabet in both directions, and one character or a few again and again. */
function sequences(): string[] {
  const both = rows.flatMap((row) => [row, [...row].reverse().join('')]);
  const runs = both.flatMap((row) => [...row].flatMap((_, at) => startsOf(row.slice(at), 16)));
  const few = [...numbers(10, 999), 'abc', 'qwe', 'asd', 'xyz'].flatMap((unit) => startsOf(unit.repeat(4), 10));
  return [
    ...runs,
    ...few,
    ...characters.flatMap((unit) => startsOf(unit.repeat(16), 16)),
    ...both.map((row) => row + row),
  ];
}

/** Of each length that a password may have. */
function startsOf(text: string, maxLength: number): string[] {
  return numbers(minLength, maxLength).map((length) => text.slice(0, Number(length)));
}
