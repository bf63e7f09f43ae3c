// A picture as grey pixels: the one that comes with the book, and one that a reader opens, which stays on the device.

import { fitted, grey } from "./picture-pass.js";

const MEGABYTES = 40;
const MEGAPIXELS = 60;

/** @typedef {{pixels: Float32Array, width: number, height: number, about: string}} Picture */

/**
 * A file that the reader chose. Throws a RangeError with a sentence for the reader.
 * @param {File} file @param {number} longest the longest side in pixels; a larger picture is scaled down @returns {Promise<Picture>}
 */
export async function open(file, longest) {
  const { name } = file;
  if (file.size > MEGABYTES * 1e6) {
    throw new RangeError(`${name} has ${Math.round(file.size / 1e6)} MB; a picture of at most ${MEGABYTES} MB can be opened here.`);
  }
  if (file.type.startsWith("image/svg")) throw new RangeError(`${name} is a drawing without pixels. A PNG, JPEG, WebP or GIF file can be opened here.`);
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await new Promise((done, failed) => Object.assign(image, { onload: done, onerror: failed })).catch(() => {
      if (!file.type.startsWith("image/")) throw new RangeError(`${name} is not a picture. A PNG, JPEG, WebP or GIF file can be opened here.`);
      throw new RangeError(`${name} is damaged, or of a kind that this browser cannot read. A PNG, JPEG, WebP or GIF file can be opened here.`);
    });
    const { naturalWidth: across, naturalHeight: down } = image; // known before the pixels are unpacked
    const size = `${across.toLocaleString("en")} × ${down.toLocaleString("en")} pixels`;
    if (across * down > MEGAPIXELS * 1e6) {
      throw new RangeError(`${name} has ${size}; a picture of at most ${MEGAPIXELS} million can be opened here.`);
    }
    const [width, height] = fitted(across, down, longest);
    if (Math.min(width, height) < 3) throw new RangeError(`${name} has ${size}; a 3 × 3 kernel needs at least three each way.`);
    // Shown as an image, half a file would pass for a whole one; as a bitmap it is refused.
    const bitmap = await createImageBitmap(file).catch(() => {
      throw new RangeError(`${name} is damaged: not all of its pixels can be read.`);
    });
    const scaled = width < across ? `, scaled down from ${size}` : "";
    const { picture, visible } = drawn(bitmap, width, height);
    if (!visible) throw new RangeError(`${name} is damaged, or transparent throughout: there is nothing to see.`); // half a file in WebKit
    return { ...picture, about: `${name}, ${width} × ${height} pixels${scaled}, made grey.` };
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** The picture at an address of the book, pixel for pixel. Throws a RangeError as above. @returns {Promise<Picture>} */
export async function load(address, about) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  const bitmap = await createImageBitmap(await answer.blob(), { colorSpaceConversion: "none" });
  return { ...drawn(bitmap, bitmap.width, bitmap.height).picture, about };
}

/** Grey pixels of a bitmap, what is transparent on white, and whether anything is `visible`. Throws a RangeError as above. */
function drawn(bitmap, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#808080";
  context.fillRect(0, 0, width, height);
  if (context.getImageData(0, 0, width, 1).data.some((value, place) => place % 4 < 3 && Math.abs(value - 128) > 40)) {
    bitmap.close();
    throw new RangeError("To protect you from being recognised, this browser doesn’t give pages the pixels of a picture. Allow this site to use canvas data, and reload the page.");
  }
  context.clearRect(0, 0, width, height);
  context.fillStyle = "#fff";
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const data = () => context.getImageData(0, 0, width, height).data;
  const visible = data().some((value, place) => value && place % 4 === 3);
  context.globalCompositeOperation = "destination-over";
  context.fillRect(0, 0, width, height);
  return { picture: { pixels: grey(data()), width, height }, visible };
}
