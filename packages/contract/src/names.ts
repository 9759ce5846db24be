/**
 * Characters that show nothing: white space, controls, formats, what a font may leave out (Default_Ignorable_Code_Point,
 * such as the Hangul filler U+3164), and the few that Unicode counts as symbols or letters but that are drawn empty (braille
 * blank, null notehead, Egyptian blanks, Khitan filler). A name made of them, or that differs by them alone, misleads.
 */
export const blankCharacters =
  "\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}";

const word = `[^${blankCharacters}]+`;

/** A name of one word: ids that other programs made. @param most characters */
export const namePattern = (most: number): string => `^[^${blankCharacters}]{1,${most}}$`;

/** A name of words, with single spaces between them and none at its ends, as people call keys and teams. */
export const titlePattern = `^${word}(?: ${word})*$`;

/** A name of a few words, as providers print models and regions. There is no room for a sentence. @param words at most */
export const wordsPattern = (words: number): string => `^${word}(?: ${word}){0,${words - 1}}$`;

const spaces = /\p{Zs}+/gu;

/** A name with the spaces of other scripts and of copied text made plain: one between words, none at the ends. */
export const tidyName = (text: string): string => text.replace(spaces, " ").trim();
