// What makes pages a little kinder; every journey also works without it.
"use strict";

(() => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  const openMenu = (button) => {
    const menu = document.getElementById(button.getAttribute("aria-controls"));
    button.addEventListener("click", () => {
      const open = menu.classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(open));
    });
  };

  const focusSummary = (summary) => {
    summary.focus();
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      (field.closest(".field") || field).scrollIntoView();
      field.focus({ preventScroll: true });
    });
  };

  const showPassword = (button) => {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.textContent = shown ? button.dataset.show : button.dataset.hide;
      button.setAttribute("aria-pressed", String(!shown));
    });
    // Browsers remember text fields, so the password leaves as a password.
    field.form.addEventListener("submit", () => { field.type = "password"; });
  };

  const countLetters = (field) => {
    const told = document.getElementById(field.dataset.counter);
    const limit = Number(field.dataset.limit);
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    let waiting;
    const tell = () => {
      const left = limit - field.value.length;
      const words = left < 0 ? told.dataset.over : told.dataset.left;
      told.textContent = words.replace("#", numbers.format(Math.abs(left)));
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(tell, 400);
    });
    tell();
  };

  const warnUnsaved = (form) => {
    let dirty = form.querySelector("[aria-invalid]") !== null;
    form.addEventListener("input", () => { dirty = true; });
    form.addEventListener("submit", () => { dirty = false; });
    form.addEventListener("saved", () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  };

  // What is written is kept on the server after a rest of some seconds and when the page is left.
  const saveByItself = (form) => {
    const told = document.createElement("p");
    told.className = "counter";
    told.setAttribute("role", "status");
    form.append(told);
    let dirty = false;
    let resting;
    let sending = new AbortController();
    const save = async () => {
      if (!dirty) return;
      dirty = false;
      const answers = new FormData(form);
      form.querySelectorAll("[type='file']").forEach((field) => answers.delete(field.name));
      answers.set("action", "autosave");
      try {
        const { signal } = sending;
        // Asked as an attribute: the form's buttons are called "action" and hide its own.
        const answer = await fetch(form.getAttribute("action"), { method: "POST", body: answers, redirect: "error", signal });
        if (!answer.ok) throw new Error(answer.status);
        told.textContent = await answer.text();
        if (!dirty) form.dispatchEvent(new Event("saved"));
      } catch {
        dirty = true;
      }
    };
    form.addEventListener("input", () => {
      dirty = true;
      clearTimeout(resting);
      resting = setTimeout(save, 4000);
    });
    // An older text must not arrive after the newer one that is sent now.
    form.addEventListener("submit", () => {
      dirty = false;
      clearTimeout(resting);
      sending.abort();
      sending = new AbortController();
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  };

  // The server makes one record of two sends; this only spares the second wait.
  const sendOnce = (form) => {
    let sentAt = -Infinity;
    form.addEventListener("submit", (event) => {
      if (event.timeStamp - sentAt < 2000) event.preventDefault();
      else sentAt = event.timeStamp;
    });
  };

  // A browser without a line would put its own page in place of what was written.
  const stayOffline = (form) => {
    const told = document.createElement("div");
    told.setAttribute("role", "alert");
    form.append(told);
    const tell = (text) => {
      told.className = text ? "notice notice-warning" : "";
      told.textContent = text;
    };
    let reached = false;
    form.addEventListener("submit", (event) => {
      tell("");
      if (navigator.onLine || reached) { reached = false; return; }
      event.preventDefault();
      event.stopImmediatePropagation();
      // A machine without a network still reaches itself, so the server is asked, not the browser.
      fetch("/healthz", { cache: "no-store" }).then(
        () => { reached = true; form.requestSubmit(event.submitter); },
        () => tell(form.dataset.offline),
      );
    });
  };

  const chooseAll = (box) => {
    // Asked by selector: a collection's own method would hide fields that are called "item".
    const rows = () => [...box.form.querySelectorAll(`[name="${box.dataset.chooseAll}"]`)];
    box.closest(".check-target").hidden = false;
    box.addEventListener("change", () => rows().forEach((row) => { row.checked = box.checked; }));
    box.form.addEventListener("change", () => {
      const ticked = rows().filter((row) => row.checked).length;
      box.checked = ticked === rows().length;
      box.indeterminate = ticked > 0 && !box.checked;
    });
  };

  const copyText = (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.done;
    });
  };

  each(".menu-button", openMenu);
  each(".error-summary", focusSummary);
  each("[data-show]", showPassword);
  each("[data-limit]", countLetters);
  each("form[data-offline]", stayOffline);
  each("form[data-unsaved]", warnUnsaved);
  each("form[data-autosave]", saveByItself);
  each("form[method='post']", sendOnce);
  each("[data-choose-all]", chooseAll);
  each("[data-copy]", copyText);
})();
