// Browsers refuse workers to a page from disk. Material's search then finds this in their place: the same script in a frame.

if (location.protocol === "file:") {
  globalThis.Worker = class extends EventTarget {
    #loaded;

    /** @param {string | URL} url of the worker's script */
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      const inside = frame.contentWindow;
      // What the script posts goes to whoever listens to this worker, as if it came from another thread.
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const script = inside.document.createElement("script");
      script.src = url;
      this.#loaded = new Promise((resolve) => script.addEventListener("load", () => resolve(inside)));
      inside.document.head.append(script);
    }

    /** @param {unknown} data for the script, once it is there */
    async postMessage(data) {
      const inside = await this.#loaded;
      inside.dispatchEvent(new inside.MessageEvent("message", { data }));
    }
  };
}
