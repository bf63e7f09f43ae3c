"""How soon every widget answers on a core four times slower, and what the kernel lab's arithmetic takes.

    python tests/bench_widgets.py

An answer is everything from a key, a press, a change of a slider or a field, or a move of the pointer, as the browser received it,
to the end of the frame that shows it; each widget is finished by keyboard and by pointer, as its driver does it, then each of its
sliders is moved; questions are answered. There are at least PACE milliseconds between two things that are done, also between
aiming, pressing and letting go, as with a person: else an answer would wait for the one before. The core is slow for as long as
something is done and answered, and not while the driver looks for the next target with its own scripts in the page. A pass is timed
in node. Work is what runs from a change of the state to the end of the frame that shows it, without the wait for that frame. A goal
is met if 95 of 100 times meet it; one that is never to be missed, if all do. Beside those stands a loop of always the same steps,
as many as take the median of a direction: what that loop misses, the machine misses.
"""

import json
import mimetypes
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Locator, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "hooks")]

from tests.conftest import CHROMIUM, serving  # noqa: E402
from tests.drivers import DRIVERS  # noqa: E402
from tests.in_node import NODE  # noqa: E402

WIDGETS = ROOT / "docs" / "assets" / "widgets"
HOST = "http://widgets.test/"
PAGE = (
    f'<!doctype html><html lang="en"><kernel-lab></kernel-lab><script type="module" src="{HOST}kernel-lab.js"></script>'
)
RUNS = 40
PACE = 350

# Noise, whose directions no processor guesses; the same for every run.
NOISE = "(s => () => ((s = (Math.imul(s, 1103515245) + 12345) & 0x7fffffff) >> 16) & 255)(1)"
PICTURE = f"{{ pixels: Float32Array.from({{ length: 512 * 512 }}, {NOISE}), width: 512, height: 512 }}"

PASSES = f"""
import {{ paint, pass }} from "{WIDGETS.as_uri()}/picture-pass.js";
import * as model from "{WIDGETS.as_uri()}/kernel-lab-model.js";

const picture = {PICTURE};
const state = model.start({{ preset: "sobel-x", show: "answer" }});
const answers = model.answers(picture, state);
const scale = model.scale(state);
const measured = {{
  "one 3 x 3 pass": () => pass(picture.pixels, 512, 512, state.weights, 1, answers),
  "two passes and their magnitude": () => model.answers(picture, {{ ...state, show: "magnitude" }}),
  "two passes and every direction": () => model.answers(picture, {{ ...state, show: "direction", threshold: 0 }}),
  "colours of the answers": () => paint(answers, scale),
}};
const found = Object.entries(measured).map(([what, run]) => {{
  for (let i = 0; i < 10; i++) run();
  const times = Array.from({{ length: {RUNS} }}, () => {{
    const start = performance.now();
    run();
    return performance.now() - start;
  }});
  return [what, times];
}});
console.log(JSON.stringify(Object.fromEntries(found)));
"""

# Two frame callbacks, asked for before the lab's own and after it, run before and after it in the same frame.
WORK = f"""async runs => {{
  const lab = document.querySelector("kernel-lab");
  await lab.loaded;
  lab.file = {{ ...{PICTURE}, about: "noise" }};
  lab.update({{ picture: "own" }});
  await new Promise(done => setTimeout(done, 1000)); // it is looked at before a weight is changed
  const rest = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)));
  const frame = () => new Promise(done => requestAnimationFrame(() => done(performance.now())));
  const ended = () => new Promise(done => requestAnimationFrame(() => {{
    const {{ port1, port2 }} = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  }}));
  const changes = {{
    "a weight changed": run => ({{ show: "answer", weights: lab.state.weights.with(0, run % 9) }}),
    "a weight changed, magnitude": run => ({{ show: "magnitude", weights: lab.state.weights.with(0, run % 9) }}),
    "a weight changed, direction": run => ({{ show: "direction", weights: lab.state.weights.with(0, run % 9) }}),
    "the loupe moved": run => ({{ show: "answer", column: 100 + run }}),
  }};
  const found = {{}};
  for (const [what, change] of Object.entries(changes)) {{
    found[what] = [];
    for (let run = 0; run < runs; run++) {{
      lab.update(change(run));
      await rest();
      const begun = frame();
      const start = performance.now();
      lab.update(change(run + 1));
      await 0;
      const rendered = performance.now() - start;
      const end = ended();
      const first = await begun;
      found[what].push(rendered + (await end) - first);
    }}
  }}
  return found;
}}"""

# Nothing but arithmetic: what takes longer than it did before was held up by the machine.
LOOP = """async ([wanted, runs]) => {
  const loop = steps => {
    const start = performance.now();
    for (let i = 0, s = 1; i < steps; i++) s = (Math.imul(s, 1103515245) + 12345) & 0x7fffffff;
    return performance.now() - start;
  };
  const million = Array.from({ length: 30 }, () => loop(1e6)).sort((one, other) => one - other)[15];
  const found = [];
  for (let run = 0; run < runs; run++) {
    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)));
    found.push(loop(1e6 * wanted / million));
  }
  return found;
}"""

# What is pressed beside the widgets, on the way to them, is for the theme to answer; a modifier by itself asks for nothing.
PRESSED = """own => {
  window.answered = { pointermove: [], pointerdown: [], click: [], keydown: [], input: [] };
  const end = event => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => answered[event.type].push(performance.now() - event.timeStamp);
    port2.postMessage(0);
  });
  const isAsked = ({ target, key }) => target.closest?.(own) && key !== "Shift";
  for (const kind of Object.keys(answered)) addEventListener(kind, event => isAsked(event) && end(event), true);
}"""
KINDS = {
    "pointermove": "a move of the pointer",
    "pointerdown": "a press begun",
    "click": "a press",
    "keydown": "a key",
    "input": "a slider or field",
}


def serve(route) -> None:
    name = route.request.url.removeprefix(HOST)
    file = WIDGETS / name
    if not name:
        route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
    elif file.is_file():
        kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(name)[0]
        route.fulfill(body=file.read_bytes(), content_type=kind)
    else:
        route.fulfill(status=404)


def row(what: str, times: list[float], goal: float | None = None, never: bool = False) -> None:
    late = sorted(times)[-(-95 * len(times) // 100) - 1]
    wanted = f"{goal:g} ms{', missed' if (max(times) if never else late) > goal else ''}" if goal else ""
    print(f"{what:60} {statistics.median(times):7.2f} {late:7.2f} {max(times):7.2f} ms   {wanted}", flush=True)


def answers(page, what: str) -> None:
    """A row for each kind of what was done since `PRESSED`."""
    for kind, times in page.evaluate("answered").items():
        if times:
            row(f"answer to {KINDS[kind]}, {what}", times, 50)


SELECT = Locator.select_option  # as it is before it is slow


def point(target: Locator, position: dict[str, float] | None = None) -> None:
    """Press as a person does: the pointer is moved there first, and the button is held for a while."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    at = position or {"x": box["width"] / 2, "y": box["height"] / 2}
    mouse = target.page.mouse
    mouse.move(box["x"] + at["x"], box["y"] + at["y"])
    mouse.down()
    mouse.up()


def press(target: Locator, key: str) -> None:
    target.focus()
    target.page.keyboard.press(key)


def throttled(page, slower: int) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})


def used_slowly(page, slower: int) -> None:
    """From now on the core is slow while a key, the pointer or a select of the page is used, and answers; else it is not."""
    session = page.context.new_cdp_session(page)

    def slowly(do):
        def done(*given, **how):
            session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            found = do(*given, **how)
            page.wait_for_timeout(PACE)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            return found

        return done

    for device, deeds in ((page.keyboard, ("press",)), (page.mouse, ("move", "down", "up"))):
        for deed in deeds:
            setattr(device, deed, slowly(getattr(device, deed)))
    page.keyboard.type = lambda text: [page.keyboard.press(key) for key in text]
    Locator.select_option = slowly(SELECT)


def every_widget(browser, site: Path) -> None:
    """Each is finished on its page, and the time to the answer of everything that was done is taken; then the questions."""
    with serving(site) as address:
        for name, driver in DRIVERS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 1400})
            page.goto(address + driver.PAGE)
            widget = page.locator(name).first
            widget.evaluate("async w => { w.scrollIntoView(); await w.loaded; }")
            page.wait_for_timeout(500)
            used_slowly(page, 4)
            page.evaluate(PRESSED, name)
            for way in ("keyboard", "pointer"):
                widget.evaluate("w => w.reset()")
                driver.use(widget, page, way)
            for slider in widget.get_by_role("slider").all():
                for key in ("Home", "ArrowRight", "ArrowRight", "End"):
                    slider.press(key)
            page.wait_for_timeout(200)
            answers(page, f"{name}, CPU x4")
            page.close()
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.goto(f"{address}sliding-kernel/")
        page.locator("quick-check form").first.wait_for()
        used_slowly(page, 4)
        page.evaluate(PRESSED, "quick-check")
        for check in page.locator("quick-check").all():
            check.scroll_into_view_if_needed()
            page.wait_for_timeout(500)  # a question is read before it is answered, while figures near it are loaded
            field = check.get_by_role("textbox")
            if field.count():
                field.focus()
                page.keyboard.type("12")
            else:
                check.get_by_role("radio").first.press("Space")
            check.get_by_role("button", name="Check").click()
        page.wait_for_timeout(200)
        answers(page, "questions, CPU x4")
        page.close()


def main() -> None:
    Locator.click, Locator.press = point, press
    print(f"{'':60} {'median':>7} {'95 %':>7} {'most':>7}      goal")
    node = [NODE, "--input-type=module", "-"]
    passes = subprocess.run(node, input=PASSES, capture_output=True, text=True, check=True).stdout
    for what, times in json.loads(passes).items():
        row(what, times, 8 if what.startswith("one") else None)
    with sync_playwright() as playwright:
        chromium = next(
            filter(None, map(shutil.which, reversed(CHROMIUM))), None
        )  # as readers have it, if there is one
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for slower in (1, 4):
            page = browser.new_page(viewport={"width": 1280, "height": 1400})
            page.route(f"{HOST}**", serve)
            page.goto(HOST)
            page.wait_for_selector("kernel-lab[data-ready]")
            throttled(page, slower)
            core = f"CPU x{slower}"
            work = page.evaluate(WORK, RUNS)
            for what, times in work.items():
                row(f"work, {what}, {core}", times, 16 if slower == 1 else 50, never=True)
            as_long = statistics.median(work["a weight changed, direction"])
            row(f"a loop as long as a direction, {core}", page.evaluate(LOOP, [as_long, RUNS]))
            used_slowly(page, slower)
            page.evaluate(PRESSED, "kernel-lab")
            for name in ("Sobel y", "Blur", "Sharpen", "Sobel x", "Emboss") * 4:
                page.get_by_role("button", name=name).click()
                page.wait_for_timeout(30)
            answers(page, f"a kernel's button, {core}")
            page.close()
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder) / "site"
            subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", site], cwd=ROOT, check=True)
            every_widget(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
