// The sentence of a rule follows what is typed; without this, a button brings it up to date.
"use strict";

(() => {
  const told = document.getElementById("kalimat");
  const form = document.querySelector("form[data-unsaved]");
  if (!told || !form) return;
  let resting;
  let asking = new AbortController();
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const answers = new FormData(form);
    answers.set("action", "words");
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: answers, redirect: "error", signal: asking.signal });
      if (answer.ok) told.textContent = await answer.text();
    } catch {
      // An older sentence stays until the next one can be fetched.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(resting);
    resting = setTimeout(ask, 700);
  });
})();
