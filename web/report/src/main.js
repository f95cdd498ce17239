// Draws the charts of the report page and makes the profiles selectable. Everything here adds to a page that can be
// read without it; nothing is computed that the results do not hold.
import { caterpillar, rankbars, sensitivity } from "./certainty.js";
import { data, language, say, score, word } from "./data.js";
import { map } from "./map.js";
import { gap, position, trend } from "./profile.js";
import { scores } from "./scores.js";

const draw = { scores, caterpillar, rankbars, sensitivity, map, position, gap, trend };

/// Draws every chart that can be seen; a chart of a hidden profile waits until it is chosen.
function drawAll() {
  for (const figure of document.querySelectorAll(".chart")) {
    const holder = figure.querySelector(".plot");
    holder.replaceChildren();
    const profile = figure.closest("details.profile");
    if (profile && !profile.classList.contains("chosen")) continue;
    const place = profile && data.ranked.find((one) => one.anchor === profile.id);
    draw[figure.dataset.chart]?.(holder, place);
    // An empty chart (nothing to draw) takes its caption with it.
    figure.hidden = !holder.childNodes.length;
  }
}

/// Shows the chosen profile and hides the others.
function choose(anchor) {
  const profile = document.getElementById(anchor);
  if (!profile?.classList.contains("profile")) return;
  for (const one of document.querySelectorAll("details.profile")) {
    one.classList.toggle("chosen", one === profile);
    one.open = one === profile;
  }
  const select = document.querySelector(".chooser select");
  if (select) select.value = anchor;
}

function chooser() {
  const holder = document.querySelector(".chooser");
  const profiles = [...document.querySelectorAll("details.profile")];
  if (!holder || !profiles.length) return;
  const chosen = profiles.find((one) => one.classList.contains("chosen")) ?? profiles[0];
  const label = document.createElement("label");
  label.htmlFor = "choose-place";
  label.textContent = word("chart.choose");
  const select = document.createElement("select");
  select.id = "choose-place";
  for (const profile of profiles) {
    const place = data.ranked.find((one) => one.anchor === profile.id);
    const option = document.createElement("option");
    option.value = profile.id;
    option.textContent = place ? `${place.rank ?? "–"} · ${say(place.name)} · ${score(place.scores[0])}` : profile.id;
    select.append(option);
  }
  select.value = chosen.id;
  select.addEventListener("change", () => {
    choose(select.value);
    drawAll();
  });
  holder.replaceChildren(label, select);
  // The heading of a shown profile neither opens nor closes: it takes no focus and says no state.
  for (const profile of profiles) profile.querySelector(":scope > summary").tabIndex = -1;
}

function onLanguage() {
  document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
  const name = say(data.name);
  document.title = name ? `${name} · ${word("page.kind")}` : word("page.kind");
  chooser();
  drawAll();
}

function onAddress() {
  let anchor = "";
  try {
    anchor = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  if (!document.getElementById(anchor)?.classList.contains("profile")) return;
  choose(anchor);
  drawAll();
  document.getElementById(anchor).scrollIntoView();
}

/// In print every part is open and charts fit the sheet; afterwards all is as it was.
let closed = [];
function beforePrint() {
  closed = [...document.querySelectorAll("details:not([open]):not(.profile)")];
  for (const one of closed) one.open = true;
  // Charts are drawn anew as wide as the text of a sheet, so that their letters keep their size.
  document.documentElement.classList.add("printing");
  drawAll();
}
function afterPrint() {
  for (const one of closed) one.open = false;
  document.documentElement.classList.remove("printing");
  drawAll();
}

function start() {
  document.documentElement.classList.add("js");
  for (const radio of document.querySelectorAll(".switch")) radio.addEventListener("change", onLanguage);
  onLanguage();
  onAddress();
  addEventListener("hashchange", onAddress);
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);
  let width = document.documentElement.clientWidth;
  let waiting = 0;
  addEventListener("resize", () => {
    // Only a change of width moves charts; a phone's address bar changes the height all the time.
    if (document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 150);
  });
}

start();
