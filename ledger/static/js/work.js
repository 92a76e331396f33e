// A little work for each sending while a counter is flooded: a number whose hash begins with zeros.
"use strict";

(() => {
  const PIECE = 256;

  const zeros = (bytes) => {
    let count = 0;
    for (const byte of bytes) {
      if (byte) return count + Math.clz32(byte) - 24;
      count += 8;
    }
    return count;
  };

  const solve = async (task, bits) => {
    const letters = new TextEncoder();
    for (let first = 0; ; first += PIECE) {
      const tries = Array.from({ length: PIECE }, (_, index) => first + index);
      const hashes = await Promise.all(tries.map((one) => crypto.subtle.digest("SHA-256", letters.encode(`${task}:${one}`))));
      const found = hashes.findIndex((hash) => zeros(new Uint8Array(hash)) >= bits);
      if (found >= 0) return first + found;
    }
  };

  document.querySelectorAll("[data-work]").forEach((field) => {
    // Browsers hash on secure pages only; elsewhere the minute of waiting does instead.
    if (!globalThis.crypto || !crypto.subtle) return;
    const form = field.form;
    const told = document.createElement("p");
    told.className = "counter";
    told.setAttribute("role", "status");
    form.append(told);
    let waiting = null;
    const done = solve(form.elements.token.value, Number(field.dataset.work)).then((number) => {
      field.value = String(number);
      told.textContent = "";
      if (waiting) form.requestSubmit(waiting.button);
    });
    form.addEventListener("submit", (event) => {
      if (field.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { button: event.submitter };
      told.textContent = field.dataset.told;
      return done;
    }, { capture: true });
  });
})();
