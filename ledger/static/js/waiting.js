// A page that waits for a worker follows it; without this, its link "Muat ulang" does.
"use strict";

(() => {
  const EVERY = 5000;
  const regions = [...document.querySelectorAll("[data-waiting]")];
  if (!regions.length) return;

  // Only words that changed are exchanged, so that a screen reader tells each of them once.
  const follow = (fresh) => regions.forEach((region, place) => {
    const news = fresh[place];
    if (region.textContent.trim() === news.textContent.trim()) return;
    region.replaceChildren(...news.cloneNode(true).childNodes);
  });

  const look = async () => {
    if (document.hidden) return;
    let answer;
    let fresh;
    try {
      answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh = page.querySelectorAll("[data-waiting]");
    } catch {
      // The line is gone for a moment; the next time it may be back.
      return;
    }
    // Finished, stopped or signed out: then the page as a whole is another one.
    if (answer.redirected || fresh.length !== regions.length) location.reload();
    else follow(fresh);
  };

  const rest = () => setTimeout(async () => {
    await look();
    rest();
  }, EVERY);
  rest();
})();
