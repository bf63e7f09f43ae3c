// Who depends on whom in a convolution: what a pixel feeds, and what is behind an output. convolution.js has the axes. No DOM.

import { reads } from "./convolution.js";

/** The outputs that read a pixel, each with the tap that does. @param {import("./convolution.js").Axis} axis */
export function feeds(axis, pixel) {
  const copies = axis.mode === "circular" ? [-1, 0, 1] : [0];
  const found = [];
  for (const copy of copies) {
    const position = pixel + copy * axis.size + axis.padding;
    if (position < 0 || position >= axis.padded) continue;
    for (let tap = 0; tap < axis.kernel; tap++) {
      const output = (position - tap * axis.dilation) / axis.stride;
      if (Number.isInteger(output) && output >= 0 && output < axis.outputs) found.push({ output, tap });
    }
  }
  return found.sort((a, b) => a.output - b.output || a.tap - b.tap);
}

/**
 * The products behind one output, channel by channel and row by row. `pixel` is [row, column], or null in padded zeros.
 * @param {number[][][]} image @param {number[][][]} filter
 * @returns {{channel: number, tap: [number, number], position: [number, number], pixel: [number, number] | null,
 *   weight: number, value: number, product: number}[]}
 */
export function products(image, filter, { rows, columns }, row, column) {
  const across = reads(columns, column);
  return filter.flatMap((kernel, channel) =>
    reads(rows, row).flatMap((down) =>
      across.map((along) => {
        const inside = down.pixel >= 0 && along.pixel >= 0;
        const weight = kernel[down.tap][along.tap];
        const value = inside ? image[channel][down.pixel][along.pixel] : 0;
        return {
          channel,
          tap: [down.tap, along.tap],
          position: [down.position, along.position],
          pixel: inside ? [down.pixel, along.pixel] : null,
          weight,
          value,
          product: weight * value,
        };
      }),
    ),
  );
}

/** Every output that the pixel feeds, with the weight's place: {output: [row, column], tap: [row, column]}. */
export function receivers({ rows, columns }, row, column) {
  const across = feeds(columns, column);
  return feeds(rows, row).flatMap((down) =>
    across.map((along) => ({ output: [down.output, along.output], tap: [down.tap, along.tap] })),
  );
}
