"""A reader's hands and eyes, for the drivers and the tests of the widgets: pressing, Tab, links, and reading what is there."""

import base64
import json

import numpy as np
import widgets
from playwright.sync_api import Locator

PLACED = ", ".join(widgets.TABLE)  # a selector of every widget

# Keeps every text of the status from now on.
HEAR = """w => {
  window.said = [];
  window.hears?.disconnect();
  window.hears = new MutationObserver(() => said.push(w.status.textContent));
  window.hears.observe(w.status, { childList: true });
}"""
# What the clipboard holds when it holds something; Playwright's own waiting takes a promise for an answer.
CLIPBOARD = """async () => {
  for (const begun = Date.now(); Date.now() - begun < 30_000; await new Promise(done => setTimeout(done, 5))) {
    const text = await navigator.clipboard.readText();
    if (text) return text;
  }
  return "";
}"""
# Of an array of numbers the bytes, as a text: a list of a hundred thousand numbers takes a second on its way. `unpacked` reads it.
PACKED = """numbers => {
  const bytes = new Uint8Array(numbers.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}"""
# From the start of a page on: the timers and frames that were asked for and have not come. `quiet` waits until there are none.
PENDING = """
  window.pending = new Set();
  for (const [ask, forget] of [["setTimeout", "clearTimeout"], ["requestAnimationFrame", "cancelAnimationFrame"]]) {
    const [wait, cancel] = [window[ask], window[forget]];
    window[ask] = (act, ...given) => {
      const key = wait((...all) => { pending.delete(ask + key); act(...all); }, ...given);
      pending.add(ask + key);
      return key;
    };
    window[forget] = key => { pending.delete(ask + key); cancel(key); };
    if (ask === "requestAnimationFrame") window.nextFrame = wait;
  }
"""
SETTLED = 320  # milliseconds: longer than a widget waits before it announces and writes the address


def pressing(way: str):
    """What presses a target: a finger, or else the pointer."""
    return Locator.tap if way == "touch" else Locator.click


def tab_to(page, target, back: bool = False) -> None:
    """Press Tab, or Shift and Tab, until ``target`` has the focus."""
    handle = target.element_handle()
    for _ in range(200):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if handle.evaluate("target => target.getRootNode().activeElement === target"):
            return
    raise AssertionError(f"no way by Tab to {target}")


def ready(page, name: str, number: int = 0) -> Locator:
    """The widget, of several the one with that number, when it has been scrolled to and is there with its data."""
    widget = page.locator(name).nth(number)
    widget.evaluate("w => w.scrollIntoView({ block: 'nearest' })")
    page.locator(f"{name}[data-ready]").nth(number).wait_for(state="attached")
    widget.evaluate("async w => { if (w.loaded) { w.scrollIntoView({ block: 'nearest' }); await w.loaded; } }")
    return widget


def quiet(page) -> None:
    """Wait until nothing is to come any more in a page that began with `PENDING`: no frame, no word, no address."""
    page.evaluate(
        """async () => {
          const begun = Date.now();
          for (let frames = 0; frames < 3; frames = pending.size ? 0 : frames + 1) {
            if (Date.now() - begun > 60_000) throw new Error(`There is always something to come: ${[...pending]}`);
            await new Promise(nextFrame);
          }
        }"""
    )


def unpacked(text: str, kind: type = np.uint8) -> np.ndarray:
    """The numbers that `PACKED` made a text."""
    return np.frombuffer(base64.b64decode(text), kind)


def wait_for_widgets(page) -> None:
    """Scroll to each until it has taken the place of its fallback, and back to the top."""
    page.evaluate(
        f"""async () => {{
          for (const widget of document.querySelectorAll("{PLACED}")) {{
            for (const begun = Date.now(); !("ready" in widget.dataset); ) {{
              if (Date.now() - begun > 30_000) throw new Error(`${{widget.localName}} does not come`);
              widget.scrollIntoView();
              await new Promise((done) => setTimeout(done, 20));
            }}
          }}
          scrollTo(0, 0);
        }}"""
    )


def swipe(page, target, by: int, at: tuple[float, float] = (0.5, 0.5)) -> None:
    """A finger goes down on ``target``, ``at`` a share of its width and height, moves by so many pixels downwards, and leaves."""
    session, box = page.context.new_cdp_session(page), target.bounding_box()
    x, y = box["x"] + box["width"] * at[0], box["y"] + box["height"] * at[1]
    for step in range(11):
        touch = {"type": "touchMove" if step else "touchStart", "touchPoints": [{"x": x, "y": y + by * step / 10}]}
        session.send("Input.dispatchTouchEvent", touch)
        page.wait_for_timeout(20)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(200)
    session.detach()


def fragment(name: str, state: dict[str, str]) -> str:
    """The end of a link to a state of the widget ``name``."""
    return f"#{name}=" + ";".join(f"{field}:{text}" for field, text in state.items())


def put(widget, name: str, state: dict[str, str]) -> None:
    """Bring the widget into the state, as whoever pastes a link does."""
    said = widget.evaluate(
        """(widget, fragment) => new Promise(done => {
          history.replaceState(history.state, "", location.pathname);
          addEventListener("hashchange", () => setTimeout(() => done(widget.note.textContent)), { once: true });
          location.hash = fragment;
        })""",
        fragment(name, state),
    )
    assert said == ""


def copied_by(page, button) -> str:
    """What a button copies; empty if that is nothing."""
    page.evaluate("navigator.clipboard.writeText('')")
    button.click()
    return page.evaluate(CLIPBOARD)


def copied(page, widget) -> str:
    """The link that the widget's button gives."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return copied_by(page, widget.get_by_role("button", name="Copy link"))


def cells(widget, table: str) -> list[list[str]]:
    """The texts of a table's cells, row by row; ``table`` is its selector."""
    return json.loads(
        widget.evaluate(
            """(widget, table) => JSON.stringify([...widget.shadowRoot.querySelectorAll(`${table} tbody tr`)]
              .map(row => [...row.querySelectorAll("td")].map(cell => cell.textContent)))""",
            table,
        )
    )


def number(text: str) -> float:
    """A number as it is written for readers: with a true minus sign, commas between thousands, perhaps in degrees."""
    return float(text.replace("−", "-").replace(",", "").removesuffix("°"))
