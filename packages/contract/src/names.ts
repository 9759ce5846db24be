/**
 * Characters that show nothing: white space, controls, formats, what a font may leave out (Default_Ignorable_Code_Point,
 * such as the Hangul filler U+3164), and the few that Unicode counts as symbols or letters but that are drawn empty (braille
 * blank, null notehead, Egyptian blanks, Khitan filler). A name made of them, or that differs by them alone, misleads.
 */
export const blankCharacters =
  "\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}";

/** A name without any blank, as the contract takes those of persons, teams and labels. @param most characters */
export const namePattern = (most: number): string => `^[^${blankCharacters}]{1,${most}}$`;

/** A name of words, with single spaces between them and none at its ends, as people call keys and teams. */
export const titlePattern = `^[^${blankCharacters}]+(?: [^${blankCharacters}]+)*$`;
