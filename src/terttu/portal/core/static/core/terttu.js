// Small comforts on top of pages that work without any script.

/** Close an open menu on Escape (focus returns to its button) and on a press elsewhere. */
function closeMenus() {
  const open = () => [...document.querySelectorAll("details[data-menu][open]")];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
}

/** Send a filter form as soon as a choice changes; its button stays for everybody else. */
function submitOnChange() {
  for (const form of document.querySelectorAll("form[data-autosubmit]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
}

/** Ignore a second press of a form's button for some seconds; others may still stop the first. */
function sendOnce() {
  for (const form of document.querySelectorAll("form[method=post]")) {
    let last = -Infinity;
    form.addEventListener("submit", (event) => {
      if (event.timeStamp - last < 5000) return event.preventDefault();
      setTimeout(() => { if (!event.defaultPrevented) last = event.timeStamp; });
    });
  }
}

/** Take the reader to the first field that needs correcting. */
function focusFirstError() {
  document.querySelector("main [aria-invalid=true]")?.focus();
}

/** Bring a part that says `data-poll` up to date; load the page anew when it says so no more. */
function poll() {
  const part = document.querySelector("[data-poll]");
  if (!part) return;
  setTimeout(async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (!fresh?.hasAttribute("data-poll")) return location.reload();
      if (fresh.textContent !== part.textContent) part.replaceChildren(...fresh.childNodes);
    }
    poll();
  }, 2000);
}

closeMenus();
submitOnChange();
sendOnce();
focusFirstError();
poll();
