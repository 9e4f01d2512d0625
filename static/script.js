// What pages do when scripts run; every page works without.

// The list of what is wrong takes the focus, also when it came in with a partial answer.
const focusSummary = (root) => root.querySelector?.("[data-takes-focus]")?.focus();

// A long text says how many letters are left.
const countLetters = (area) => {
  const limit = Number(area.dataset.maxlength);
  const count = document.createElement("p");
  count.className = "letters";
  const show = () => {
    const used = [...area.value].length;
    count.textContent = `${used} / ${limit}`;
    count.classList.toggle("letters--over", used > limit);
  };
  area.after(count);
  area.addEventListener("input", show);
  show();
};

// Filters stand open where there is room beside the list.
const openWhenWide = (details) => {
  if (window.matchMedia("(min-width: 60em)").matches) details.open = true;
};

// J and K move through a queue, while the focus is in it.
const moveByKey = (list) => {
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (!step) return;
    const links = [...list.querySelectorAll(".queue__title a")];
    const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
    links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
    event.preventDefault();
  });
};

// The page of matches tells which of them it has shown, once per view.
const tellSeen = (list) => {
  const { seen, kind, candidates, token } = list.dataset;
  const body = new URLSearchParams({ csrf_token: token, kind, candidates });
  fetch(seen, { method: "POST", body, keepalive: true }).catch(() => {});
};

// A public notice tells that it was opened, once per visit.
const tellRead = (page) => {
  const { read, token } = page.dataset;
  fetch(read, { method: "POST", body: new URLSearchParams({ csrf_token: token }), keepalive: true }).catch(() => {});
};

// A second click on a button that sends something is not sent again.
const sendOnce = (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 3000);
};

const wake = (root) => {
  const each = (selector, act) =>
    root.querySelectorAll(selector).forEach((element) => {
      if (element.dataset.awake) return;
      element.dataset.awake = "1";
      act(element);
    });
  each("textarea[data-maxlength]", countLetters);
  each("details[data-open-when-wide]", openWhenWide);
  each("[data-keys]", moveByKey);
  each("[data-seen]", tellSeen);
  each("[data-read]", tellRead);
  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
};

document.addEventListener("submit", sendOnce);
document.addEventListener("htmx:after:swap", () => {
  wake(document);
  focusSummary(document);
});
document.addEventListener("click", (event) => {
  document.querySelectorAll(".top__person[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
// Older browsers know autofocus on form controls only.
window.addEventListener("load", () => {
  if (document.activeElement === document.body) focusSummary(document);
});
wake(document);
