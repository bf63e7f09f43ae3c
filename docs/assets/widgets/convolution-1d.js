// Convolution along one axis, as in convolution.js. No DOM.

import { axis, conv2d } from "./convolution.js";

/** A convolutional layer: (in, size) and (out, in, k) give (out, outputs). */
export function conv1d(signal, filters, along, biases) {
  const both = { rows: axis({ size: 1, kernel: 1 }), columns: along };
  const deep = filters.map((filter) => filter.map((kernel) => [kernel]));
  return conv2d(signal.map((channel) => [channel]), deep, both, biases).map(([row]) => row);
}
