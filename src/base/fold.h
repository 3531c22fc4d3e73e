/* Folding: texts that a person takes for the same become the same text. Search compares folded
 * texts, and titles are ordered by them.
 *
 * Steps (Unicode 15 chapters 3.13 and 5.18, UAX 15):
 *   - full case folding and compatibility decomposition: ß = ss, ς = σ, ﬁ = fi, Ａ = a, ½ = 1/2;
 *   - marks of Latin, Greek, Cyrillic, Hebrew and Arabic letters are dropped: é = e, ё = е,
 *     שָׁלוֹם = שלום, أ = ا. Kept are those without which a reader sees another letter: й is not
 *     и, ў not у, ї not і;
 *   - marks of all other scripts are kept. There they are vowels, tones or other consonants: Indic
 *     vowel signs, virama and nukta, Thai vowels and tones, が and か;
 *   - letters that have no decomposition but are often typed as others: ł = l, ø = o, đ = d, ı = i,
 *     æ = ae, œ = oe, þ = th; Persian ک and ی, ى, ة as the Arabic ك, ي, ي, ه;
 *   - katakana as hiragana, of any width; decimal digits of the larger scripts as 0 to 9;
 *   - apostrophes as ', quotation marks as ", dashes as -;
 *   - what is not seen (soft hyphens, joiners, direction marks, variation selectors, controls, the
 *     Arabic tatweel) is dropped;
 *   - white space, also of line ends, is one blank, and none at either end;
 *   - the result is composed (NFC), so that a syllable of Hangul does not begin another one.
 * Folding a folded text changes nothing. Traditional and simplified Chinese stay apart, as do the
 * spellings of different languages (ä is a, not ae).
 *
 * One character becomes six at most. One that Unicode would make longer, such as the ligature
 * U+FDFA, stays as it is.
 *
 * The result has no line end, so a caller may join texts with U+000A. Octets that are not UTF-8
 * become U+FFFD. Characters that are newer than the Unicode of utf8proc stay as they are. */
#ifndef OSTIARY_BASE_FOLD_H
#define OSTIARY_BASE_FOLD_H

#include "base/buf.h"
#include "base/str.h"

/* Appends the folded text. Without memory, or when it does not fit, the buffer fails. */
void fold_put(struct buf *out, struct str text);

#endif
