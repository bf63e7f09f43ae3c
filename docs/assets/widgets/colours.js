// Signed values as colours: lightness rises from negative to positive, zero is the grey in the middle. The same scale in both
// schemes and in the figures (snippets/figures/style.py), so that a colour has one meaning.

const ENDS = [
  [0x1c, 0x2c, 0x74],
  [0x8d, 0x8e, 0x95],
  [0xff, 0xd9, 0x8a],
];

/** Red, green and blue of a value from -1 to 1; what lies beyond is cut off. */
export function signed(value) {
  const place = Math.max(-1, Math.min(1, value || 0)) + 1;
  const [low, high] = place < 1 ? [ENDS[0], ENDS[1]] : [ENDS[1], ENDS[2]];
  const share = place < 1 ? place : place - 1;
  return low.map((channel, i) => Math.round(channel + share * (high[i] - channel)));
}

/** Relative luminance, from 0 to 1. */
export function luminance(rgb) {
  const [r, g, b] = rgb.map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Black or white, whichever contrasts more. */
export const readable = (rgb) => (luminance(rgb) > 0.179 ? "#000" : "#fff");

export const written = (rgb) => `rgb(${rgb.join(" ")})`;

/** A background, and the text colour on it, for a cell. */
export const painted = (rgb) => ({ background: written(rgb), colour: readable(rgb) });

/** The cell of a value, where `largest` is the largest magnitude shown beside it. */
export const shade = (value, largest) => painted(signed(largest > 0 ? value / largest : 0));
