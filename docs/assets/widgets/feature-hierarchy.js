// Feature hierarchy: a small network that was trained, and its untrained controls. What excites their units
// most is boxed on the pictures. All was computed beforehand (features.json); the files load when the widget is in view.

import { css, element, radios, setText } from "./elements.js";
import { choice, integer } from "./fields.js";
import { Grid, gridStyles } from "./grid.js";
import { NETWORKS, PATCHES, UNITS, code, field } from "./feature-hierarchy-model.js";
import { fixed } from "./numbers.js";
import { Widget, define } from "./widget.js";

const here = (name) => new URL(`./${name}`, import.meta.url).href;
const PICTURES = here("pictures.webp");
const FILTERS = here("filters.webp");
const DOWNLOADS = ["features.json", "pictures.webp", "trained.npz", "untrained.npz", "noise.npz"];
const SMALL = matchMedia("(max-width: 30em)"); // both networks side by side on a phone, too
const across = () => (SMALL.matches ? 3 : 4); // units in a row
const zoom = (layer) => (SMALL.matches ? [6.5, 3, 1.4] : [8, 4, 2])[layer - 1]; // of patches
const TINY = 44; // CSS pixels of a unit's picture
const NAMES = { trained: "Trained", untrained: "Untrained" };

const LACKING = "The pictures could not be loaded. Reload the page to try again.";

let data = null; // features.json with the size of pictures.webp, once for all widgets of the page
let loading = null;

async function load() {
  const get = async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  };
  const [answer, pictures, filters] = await Promise.all([fetch(here("features.json")), get(PICTURES), get(FILTERS)]);
  if (!answer.ok) throw new Error(answer.statusText);
  data = { ...(await answer.json()), width: pictures.naturalWidth, height: pictures.naturalHeight, filters: filters.naturalWidth };
}

/** A background that shows the square at (left, top) of an image of this size, `shown` CSS pixels wide. */
const part = (url, [width, height], left, top, side, shown) => {
  const zoom = shown / side;
  return `url("${url}") ${-left * zoom}px ${-top * zoom}px / ${width * zoom}px ${height * zoom}px no-repeat`;
};

const styles = css`
  .sides {
    display: flex;
    flex-wrap: wrap;
    gap: 0.8em 24px;
    margin-top: 0.7em;
  }
  .side {
    width: 216px;
  }
  .side .title,
  .strip .title {
    font-weight: 650;
    margin: 0;
  }
  .grid th {
    display: none;
  }
  .grid caption {
    color: var(--muted-);
    font-size: 0.88em;
    font-weight: 400;
    padding-left: 2px; /* flush with the cells */
    white-space: normal;
  }
  .grid td {
    background-color: transparent;
    border-color: var(--rule-);
    border-radius: 0;
    box-sizing: content-box;
    forced-color-adjust: none;
    height: var(--cell);
    image-rendering: pixelated;
    min-width: var(--cell);
    padding: 0;
    width: var(--cell);
  }
  .grid td.pinned {
    border-color: var(--accent-);
    box-shadow: 0 0 0 1px var(--accent-);
  }
  .grid.unit {
    --cell: ${TINY}px;
  }
  .side .read {
    margin: 0.3em 0 0.6em;
    min-height: 4.4em;
  }
  .held {
    background-repeat: no-repeat;
    forced-color-adjust: none;
    margin: 0.3em 0;
    position: relative;
  }
  .held span {
    box-sizing: border-box;
    outline: 1px solid #fff;
    box-shadow: 0 0 0 2px #000;
    position: absolute;
  }
  .held span.chosen {
    outline: 2px solid #ffd23f;
    box-shadow: 0 0 0 4px #000;
  }
  @media (max-width: 30em) {
    .sides {
      gap: 0.8em 12px;
    }
    .side {
      width: 156px;
    }
  }
  .strip {
    flex: 1 1 152px;
    max-width: 260px;
    min-height: 594px; /* of the highest picture: what is below stays in place */
  }
  .strip .place {
    min-height: 11.7em; /* so that what is below stays in place from patch to patch */
    font-size: 0.92em;
  }
  .waiting {
    min-height: 420px;
  }
  .files {
    font-size: 0.92em;
    margin-top: 0.4em;
  }
  .files a {
    color: inherit;
    display: inline-block;
    line-height: var(--target);
    min-width: var(--target);
  }
`;

class FeatureHierarchy extends Widget {
  static label = "Feature hierarchy";
  static attributes = { layer: integer(1, 1, 3) };
  static fields = {
    layer: integer(1, 1, 3),
    unit: integer(2, 1, UNITS),
    network: choice("trained", ...NETWORKS),
    patch: integer(1, 1, PATCHES),
  };
  static styles = [gridStyles, styles];
  static tries = [
    "Layer 1: compare the kernels of both networks, then go through the trained units. Which answer to an edge, which to a colour?",
    "Layers 2 and 3: here untrained are random kernels above the trained layer 1. Choose the first trained unit, the sixth, the last. What do nine patches have in common, and from which pictures do they come?",
    "Layer 3: look at both networks without their headings. Could you tell them apart? Both see 33 pixels, and both are more coherent than chance. Training adds little here, and noise in all layers is as coherent.",
  ];
  static code = code;

  /** Settles when there is something to see. */
  loaded = new Promise((settle) => (this.settle = settle));

  build(stage) {
    const layers = [1, 2, 3].map((layer) => [layer, `Layer ${layer}: ${field(layer).side} × ${field(layer).side} pixels`]);
    this.sides = Object.fromEntries(NETWORKS.map((network) => [network, this.#side(network)]));
    this.held = element("div", { class: "held", role: "img" });
    this.place = element("p", { class: "place" });
    const strip = element("div", { class: "strip" }, element("p", { class: "title" }, "Where it looked"), this.held, this.place);
    this.whole = element("div", { class: "sides" }, ...Object.values(this.sides).map((side) => side.element), strip);
    this.waiting = element("p", { class: "waiting" });
    const links = DOWNLOADS.flatMap((name, i) => [i ? ", " : "", element("a", { href: here(name), download: name }, name)]);
    stage.append(
      this.choose("layer", "Layer and its receptive field", Object.fromEntries(layers), { make: radios }).element,
      this.waiting,
      this.whole,
      element("p", { class: "files" }, "Files that the code reads: ", ...links, "."),
    );
  }

  #side(network) {
    const units = new Grid({
      kind: "unit",
      pin: ([row, column]) => this.update({ unit: row * units.cells[0].length + column + 1, network, patch: 1 }),
      release: () => this.update({ unit: this.own.unit, patch: 1 }),
    });
    const at = ([row, column]) => ({ network, patch: row * 3 + column + 1 });
    const patches = new Grid({
      kind: "patch",
      look: (place) => this.lookAt(place && at(place)),
      pin: (place) => this.update(at(place)),
      release: () => {
        this.look = null;
        this.update({ patch: 1 });
      },
    });
    const read = element("p", { class: "read" });
    return { units, patches, read, element: element("div", { class: "side" }, element("p", { class: "title" }, NAMES[network]), units.element, read, patches.element) };
  }

  onScreen() {
    loading ??= load();
    loading.then(
      () => {
        if (this.note.textContent === LACKING) setText(this.note, "");
        this.refresh();
        queueMicrotask(() => this.settle());
      },
      () => {
        loading = null;
        this.say(LACKING);
      },
    );
  }

  render(state) {
    this.whole.hidden = !data;
    this.waiting.hidden = Boolean(data);
    setText(this.waiting, data ? "" : "The pictures load when this comes into view.");
    if (!data) return "";
    for (const network of NETWORKS) this.#show(network, state);
    const { network, patch } = this.look ?? state;
    return this.#point(network, patch, state);
  }

  #unit(network, { layer, unit }) {
    return data[network][layer - 1].shown[unit - 1];
  }

  /** The patch at (left, top) of a picture, as a background `shown` CSS pixels wide. */
  #patch(layer, [picture, left, top], shown) {
    const [begin] = data.pictures[picture].place;
    return part(PICTURES, [data.width, data.height], begin + left, top, field(layer).side, shown);
  }

  #show(network, state) {
    const { layer } = state;
    const { units, patches, read } = this.sides[network];
    const all = data[network][layer - 1];
    const filters = [data.filters, 2 * 7];
    const columns = across();
    units.show({
      caption: layer === 1 ? "Twelve units: kernels" : "Twelve units: best patch",
      rows: UNITS / columns,
      columns,
      pinned: [Math.floor((state.unit - 1) / columns), (state.unit - 1) % columns],
      cell: (row, column) => {
        const unit = all.shown[row * columns + column];
        const background =
          layer === 1
            ? part(FILTERS, filters, 7 * unit.unit, 7 * NETWORKS.indexOf(network), 7, TINY)
            : this.#patch(layer, unit.patches[0], TINY);
        return { text: "", label: `${NAMES[network]} unit ${unit.unit}, coherence ${fixed(unit.coherence, 2)}`, background };
      },
    });
    const unit = this.#unit(network, state);
    const chosen = network === state.network ? [Math.floor((state.patch - 1) / 3), (state.patch - 1) % 3] : null;
    const side = field(layer).side * zoom(layer);
    patches.element.style.setProperty("--cell", `${side}px`);
    patches.show({
      caption: "Nine favourite patches",
      rows: 3,
      columns: 3,
      pinned: chosen,
      cell: (row, column) => {
        const patch = unit.patches[row * 3 + column];
        const label = `patch ${row * 3 + column + 1}, from ${title(data.pictures[patch[0]].name)}, activation ${fixed(patch[3], 3)}`;
        return { text: "", label, background: this.#patch(layer, patch, side) };
      },
    });
    setText(
      read,
      `Unit ${unit.unit}, number ${unit.rank} of ${all.units} by coherence: ${fixed(unit.coherence, 2)}. ` +
        `Mean of the layer ${fixed(all.coherence, 2)}, chance ${fixed(data.layers[layer - 1].chance, 2)}.` +
        (layer === 1 ? ` Orientation ${fixed(all.orientation[unit.unit], 2)}.` : ""),
    );
  }

  /** The strip that a patch is from, with the boxes of all the unit's patches in it. */
  #point(network, number, state) {
    const { layer } = state;
    const unit = this.#unit(network, state);
    const [picture, left, top, activation] = unit.patches[number - 1];
    const { name, rights, place } = data.pictures[picture];
    const [begin, width, height] = place;
    const { side, jump } = field(layer);
    Object.assign(this.held.style, {
      background: `url("${PICTURES}") ${-begin}px 0 / ${data.width}px ${data.height}px no-repeat`,
      height: `${height}px`,
      width: `${width}px`,
    });
    const boxes = unit.patches.filter(([other]) => other === picture);
    const ordered = [...boxes.filter((patch) => patch !== unit.patches[number - 1]), unit.patches[number - 1]];
    this.held.replaceChildren(
      ...ordered.map((patch, i) => {
        const made = element("span", { class: i === ordered.length - 1 ? "chosen" : "" });
        Object.assign(made.style, { left: `${patch[1]}px`, top: `${patch[2]}px`, width: `${side}px`, height: `${side}px` });
        return made;
      }),
    );
    this.held.ariaLabel = `The held-out strip of ${title(name)}, ${boxes.length === 1 ? "one box" : `${boxes.length} boxes`} on it`;
    const [row, column] = [top / jump, left / jump];
    const where =
      `Patch ${number} of unit ${unit.unit}, ${network}: activation ${fixed(activation, 3)} in row ${row}, column ${column} of the map. ` +
      `The box begins ${column} × ${jump} = ${left} pixels from the left and ${row} × ${jump} = ${top} from the top, and is ${side} wide.`;
    setText(this.place, `${where} Picture: ${title(name)}; ${rights}.`);
    return `Layer ${layer}. ${where} Picture: ${title(name)}.`;
  }
}

const title = (name) => name.replaceAll("_", " ");

define("feature-hierarchy", FeatureHierarchy);
SMALL.addEventListener("change", () => document.querySelectorAll("feature-hierarchy").forEach((widget) => widget.refresh()));
