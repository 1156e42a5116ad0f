/* Photographs, many at once: each is uploaded when it is chosen, has a card of its own, and is put in order by
   dragging, by buttons or by its number. Without this each row has a file field, and its number. docs/adr/0014 */
(function () {
  "use strict";
  var rows = document.getElementById("photograph-rows");
  var form = document.getElementById("edition_form");
  if (!rows || !form || !window.FormData || !window.Blob) { return; }
  var section = document.getElementById("photographs");
  var words = rows.dataset;
  var total = document.getElementById("id_photographs-TOTAL_FORMS");
  var choosing = section.querySelector(".choosing");
  var input = choosing.querySelector("input[type=file]");
  var forAll = section.querySelector(".for-all");
  var count = section.querySelector(".upload-count");
  var status = section.querySelector(".upload-status");
  // Milliseconds: before trying again, at first and at most; between two announcements.
  var AGAIN = 2000, LONGEST = 30000, QUIET = 5000;
  var AT_ONCE = 2;
  var items = [], waiting = [], running = 0;
  var wait = AGAIN, pause = 0, toAnnounce = "", quiet = 0;
  var pressed = null, isHeld = false, refusedBefore = 0;

  function list(found) { return Array.prototype.slice.call(found); }
  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }
  function cards() { return list(rows.querySelectorAll(".photograph:not(.refused)")); }
  function field(card, name) { return card.querySelector("[name^=photographs-][name$=-" + name + "]"); }
  function changed(element) { element.dispatchEvent(new Event("input", { bubbles: true })); }
  function inState(state) { return items.filter(function (item) { return item.state === state; }).length; }
  function isPending() { return inState("waiting") + inState("sending") > 0; }

  /* Read aloud at once, though it be the same as before; or the last of what is said within some seconds. */
  function announce(sentence) {
    window.clearTimeout(quiet);
    quiet = 0;
    status.textContent = "";
    window.setTimeout(function () { status.textContent = sentence; }, 50);
  }
  function announceLater(sentence) {
    toAnnounce = sentence;
    if (!quiet) { quiet = window.setTimeout(function () { announce(toAnnounce); }, QUIET); }
  }

  /* --- the cards --- */

  function freeNumber() {
    for (var number = 0; ; number += 1) {
      if (!rows.querySelector("[name=photographs-" + number + "-photograph]")) { return number; }
    }
  }
  function numberOf(card) { return Number(field(card, "photograph").name.split("-")[1]); }
  function writeTotal() {
    var numbers = list(rows.querySelectorAll(".photograph")).map(numberOf);
    total.value = String(Math.max.apply(null, [-1].concat(numbers)) + 1);
  }
  function copyOf(id) {
    return document.importNode(document.getElementById(id).content, true).firstElementChild;
  }
  function makeCard() {
    var number = freeNumber();
    var card = copyOf("photograph-empty");
    list(card.querySelectorAll("*")).concat(card).forEach(function (element) {
      ["id", "name", "for", "aria-describedby", "data-for"].forEach(function (attribute) {
        var value = element.getAttribute(attribute);
        if (value) { element.setAttribute(attribute, value.split("__prefix__").join(number)); }
      });
    });
    rows.appendChild(card);
    writeTotal();
    return card;
  }
  /* Says which each is and, where it has a photograph, its place. */
  function numberCards() {
    var all = cards();
    all.forEach(function (card, index) {
      card.querySelector("legend").textContent = fill(words.title, { number: index + 1, all: all.length });
      var order = field(card, "ORDER"), isThere = Boolean(field(card, "photograph").value);
      order.value = isThere ? String(index + 1) : "";
      order.closest(".moving").hidden = !isThere;
      list(card.querySelectorAll(".earlier, .later")).forEach(function (button) { button.hidden = false; });
      if (card.querySelector(".thumb")) { card.querySelector(".thumb").draggable = true; }
    });
    // What was handed over with a text is said of a photograph already.
    forAll.hidden = all.filter(function (card) { return !field(card, "credit").disabled; }).length < 2;
  }
  function setDisabled(card, isDisabled) {
    list(card.querySelectorAll("input, textarea, select")).forEach(function (each) { each.disabled = isDisabled; });
    card.classList.toggle("refused", isDisabled);
  }

  /* --- taking in --- */

  function choose(files) {
    list(files).forEach(function (file) { add(file, makeCard()); });
    tell();
    pump();
  }
  function add(file, card) {
    var item = { file: file, card: card, box: copyOf("upload-empty"), state: "waiting" };
    var own = card.querySelector(".field-file");
    if (own) { own.parentNode.removeChild(own); }
    card.insertBefore(item.box, card.querySelector(".taken"));
    item.box.querySelector(".again").addEventListener("click", function () { again(item); });
    item.box.querySelector(".remove").addEventListener("click", function () { remove(item); });
    items.push(item);
    numberCards();
    accept(item);
  }
  function accept(item) {
    if (item.file.size > Number(words.bytesOfOne)) { refuse(item, words.tooLarge); return; }
    if (tooMany(item.card)) { refuse(item, words.tooMany); return; }
    show(item, "waiting", fill(words.waiting, { name: item.file.name }));
    waiting.push(item);
  }
  function tooMany(card) {
    var kept = cards().filter(function (each) { return !field(each, "DELETE").checked; });
    return kept.length > Number(words.most) || numberOf(card) >= Number(words.rows);
  }
  function show(item, state, name, why) {
    item.state = state;
    item.box.querySelector(".upload-name").textContent = name;
    item.box.querySelector(".upload-why").textContent = why || "";
    item.box.querySelector("progress").hidden = state === "refused";
    item.box.querySelector(".upload-buttons").hidden = state !== "refused";
  }
  function refuse(item, why) {
    setDisabled(item.card, true);
    show(item, "refused", item.file.name, why);
    item.card.querySelector("legend").textContent = item.file.name;
    // What is to be mended stands together, before the others.
    rows.insertBefore(item.card, cards()[0] || null);
    announce(item.file.name + ": " + why);
    numberCards();
  }
  function again(item) {
    setDisabled(item.card, false);
    rows.appendChild(item.card);
    numberCards();
    item.card.querySelector("textarea").focus();
    accept(item);
    tell();
    pump();
  }
  function remove(item) {
    var next = item.card.nextElementSibling || item.card.previousElementSibling;
    var focused = next && next.querySelector("input:not([type=hidden]):not(:disabled), textarea:not(:disabled), .again");
    rows.removeChild(item.card);
    items.splice(items.indexOf(item), 1);
    writeTotal();
    numberCards();
    tell();
    (focused || document.getElementById("photographs-choose")).focus();
    goOn();
  }

  function pump() {
    while (!pause && running < AT_ONCE && waiting.length) { send(waiting.shift()); }
  }
  function send(item) {
    var body = new FormData(), request = new XMLHttpRequest(), bar = item.box.querySelector("progress");
    ["csrfmiddlewaretoken", "officer"].forEach(function (name) {
      body.append(name, form.querySelector("input[name=" + name + "]").value);
    });
    body.append("file", item.file, item.file.name);
    running += 1;
    show(item, "sending", fill(words.uploading, { name: item.file.name }));
    request.open("POST", words.upload);
    request.upload.addEventListener("progress", function (event) {
      if (event.lengthComputable) { bar.value = event.loaded / event.total; }
    });
    request.addEventListener("loadend", function () {
      running -= 1;
      answered(item, request.status, read(request.responseText));
      tell();
      pump();
      goOn();
    });
    request.send(body);
  }
  function read(text) {
    try { return JSON.parse(text) || {}; } catch (error) { return {}; }
  }
  function answered(item, code, told) {
    if (code === 200 && told.photograph) { wait = AGAIN; finish(item, told); return; }
    if (told.message && code !== 503) { refuse(item, told.message); return; }
    if (code === 413) { refuse(item, words.tooLarge); return; }
    if (code === 400) { refuse(item, words.failed); return; }
    // Whoever signed in anew has another token: what keeps the text asks for it.
    if (code === 403 || code === 200) { changed(field(item.card, "photograph")); }
    retry(item, code ? told.message || words.later : words.offline);
    if (!code) { lookAtFile(item); }
  }
  /* A file that was moved or changed since it was chosen fails as a lost connection does. */
  function lookAtFile(item) {
    item.file.slice(0, 1).arrayBuffer().catch(function () {
      waiting = waiting.filter(function (each) { return each !== item; });
      refuse(item, words.gone);
      tell();
      goOn();
    });
  }
  function retry(item, why) {
    waiting.unshift(item);
    show(item, "waiting", fill(words.waiting, { name: item.file.name }), why);
    item.box.querySelector("progress").value = 0;
    if (pause) { return; }
    announceLater(why);
    pause = window.setTimeout(resume, wait);
    wait = Math.min(2 * wait, LONGEST);
  }
  function resume() {
    window.clearTimeout(pause);
    pause = 0;
    pump();
  }
  function finish(item, told) {
    var same = cards().filter(function (card) {
      return card !== item.card && card.dataset.sha256 === told.sha256;
    })[0];
    if (same) { refuse(item, fill(words.same, { number: cards().indexOf(same) + 1 })); return; }
    var card = item.card;
    item.state = "done";
    card.dataset.sha256 = told.sha256;
    card.replaceChild(picture(told), item.box);
    if (told.taken) { say(card, ".taken", fill(words.taken, { words: told.taken })); }
    if (told.said_by_file) { say(card, ".said-by-file", told.said_by_file); }
    ["caption", "credit", "ai_use"].forEach(function (name) {
      var typed = field(card, name);
      if (!typed.value) { typed.value = told[name]; }
    });
    suggest(card, told.alternative_texts || {});
    card.querySelector(".taking-out").hidden = false;
    field(card, "photograph").value = String(told.photograph);
    numberCards();
    changed(field(card, "photograph"));
  }
  function say(card, place, sentence) {
    card.querySelector(place).textContent = sentence;
    card.querySelector(place).hidden = false;
  }

  /* How a public release in this language describes the same file: to be read and changed, or emptied. */
  function suggest(card, known) {
    var typed = field(card, "alternative_text"), chosen = form.elements.namedItem("language");
    var words = known[(chosen && chosen.value) || typed.lang];
    if (!words || typed.value || field(card, "decorative").checked) { return; }
    typed.value = words;
    card.querySelector(".suggested").hidden = false;
    announceLater(card.querySelector(".suggested").textContent);
  }
  function picture(told) {
    var image = document.createElement("img");
    image.className = "thumb";
    image.alt = words.undescribed;
    image.width = told.width;
    image.height = told.height;
    image.src = told.thumbnail;
    return image;
  }

  /* How far it is. */
  function tell() {
    var done = inState("done"), refused = inState("refused"), all = items.length - refused;
    var sentences = [fill(words.counted, { done: done, all: all })];
    if (refused) { sentences.push(fill(words.refused, { number: refused })); }
    count.hidden = !items.length;
    count.textContent = sentences.join(" ");
    if (!items.length) { return; }
    if (isPending()) { announceLater(count.textContent); } else if (!refused) { announce(count.textContent); }
  }

  /* --- saving meanwhile --- */

  form.addEventListener("click", function (event) {
    var button = event.target.closest("button[name=then]");
    if (button) { pressed = button; }
  });
  // Before whatever else hears of it: a form that is not sent must not count as sent.
  document.addEventListener("submit", function (event) {
    if (event.target !== form || !isPending()) { return; }
    event.preventDefault();
    event.stopPropagation();
    isHeld = true;
    refusedBefore = inState("refused");
    count.textContent = words.held;
    announce(words.held);
    choosing.scrollIntoView({ block: "center" });
  }, true);
  function goOn() {
    if (!isHeld || isPending()) { return; }
    isHeld = false;
    if (inState("refused") > refusedBefore) {
      count.textContent = words.notHeld;
      announce(words.notHeld);
    } else if (pressed) { pressed.click(); }
  }
  window.addEventListener("beforeunload", function (event) {
    if (isPending()) { event.preventDefault(); event.returnValue = words.later; }
  });
  window.addEventListener("online", resume);

  /* --- order --- */

  function move(card, place, focused) {
    var all = cards().filter(function (each) { return each !== card; });
    place = Math.max(1, Math.min(place, all.length + 1));
    rows.insertBefore(card, all[place - 1] || null);
    numberCards();
    if (focused) { focused.focus(); }
    card.scrollIntoView({ block: "nearest" });
    announce(card.querySelector("legend").textContent);
    changed(field(card, "ORDER"));
  }
  function placeOf(card) { return cards().indexOf(card) + 1; }

  rows.addEventListener("click", function (event) {
    var button = event.target.closest(".earlier, .later");
    if (!button) { return; }
    var card = button.closest(".photograph");
    move(card, placeOf(card) + (button.classList.contains("earlier") ? -1 : 1), button);
  });
  rows.addEventListener("change", function (event) {
    var target = event.target, card = target.closest(".photograph");
    // The focus may be on its way to the next field.
    if (/-ORDER$/.test(target.name)) { window.setTimeout(function () { moveAsTyped(target); }, 0); }
    // A row whose file was not there any more, or was never sent.
    if (target.type === "file" && target.files.length) { add(target.files[0], card); tell(); pump(); }
  });
  rows.addEventListener("keydown", function (event) {
    var target = event.target;
    var isTyped = target.tagName === "TEXTAREA" || /^(text|number)$/.test(target.type);
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !isTyped) { return; }
    event.preventDefault();
    if (target.type === "number") { moveAsTyped(target); return; }
    var name = target.name.split("-").pop();
    var same = list(rows.querySelectorAll("[name$=-" + name + "]:not(:disabled)"));
    var next = same[same.indexOf(target) + (event.shiftKey ? -1 : 1)];
    if (next) { next.focus(); }
  });
  function moveAsTyped(target) {
    var card = target.closest(".photograph"), focused = document.activeElement;
    if (Number(target.value) === placeOf(card)) { return; }
    move(card, Number(target.value) || placeOf(card), card.contains(focused) ? focused : null);
  }

  var dragged = null;
  function mark(card) {
    list(rows.querySelectorAll(".target")).forEach(function (each) { each.classList.remove("target"); });
    if (card && card !== dragged) { card.classList.add("target"); }
  }
  rows.addEventListener("dragstart", function (event) {
    if (!event.target.classList || !event.target.classList.contains("thumb")) { return; }
    dragged = event.target.closest(".photograph");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  rows.addEventListener("dragover", function (event) {
    var card = dragged && event.target.closest(".photograph:not(.refused)");
    if (!card) { return; }
    event.preventDefault();
    mark(card);
  });
  rows.addEventListener("drop", function (event) {
    var card = dragged && event.target.closest(".photograph:not(.refused)");
    if (!card) { return; }
    event.preventDefault();
    move(dragged, placeOf(card));
  });
  rows.addEventListener("dragend", function () { dragged = null; mark(null); });

  /* --- files dragged here; beside it they must not lead away from the page --- */

  function hasFiles(event) { return list(event.dataTransfer.types || []).indexOf("Files") >= 0 && !dragged; }
  ["dragover", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (!hasFiles(event)) { return; }
      var isHere = section.contains(event.target);
      choosing.classList.toggle("target", isHere && name === "dragover");
      if (isHere || !event.defaultPrevented) { event.preventDefault(); }
      if (isHere && name === "drop") { choose(event.dataTransfer.files); }
    });
  });
  document.addEventListener("dragleave", function () { choosing.classList.remove("target"); });

  /* --- the same for all --- */

  forAll.querySelector("button").addEventListener("click", function () {
    var filled = [];
    list(forAll.querySelectorAll("input, select")).forEach(function (source) {
      cards().forEach(function (card) {
        var target = field(card, source.dataset.field);
        if (!target || target.disabled || target.value || !source.value) { return; }
        target.value = source.value;
        changed(target);
        if (filled.indexOf(card) < 0) { filled.push(card); }
      });
    });
    announce(fill(words.filled, { number: filled.length }));
  });
  // What stands there is no field of the release: Enter does not save it.
  forAll.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") { return; }
    event.preventDefault();
    forAll.querySelector("button").click();
  });

  /* --- what is there when the page opens --- */

  cards().forEach(function (card) {
    var typed = list(card.querySelectorAll("input[type=text], textarea, [name$=-photograph]"));
    var isEmpty = typed.every(function (each) { return !each.value; });
    if (card.querySelector("input[type=file]") && isEmpty && !card.querySelector(".errorlist")) {
      rows.removeChild(card);
    }
  });
  writeTotal();
  numberCards();
  choosing.hidden = false;
  document.getElementById("photographs-choose").addEventListener("click", function () { input.click(); });
  input.addEventListener("change", function () {
    choose(input.files);
    input.value = "";
  });

  // What stood in a text that was pasted (editor/paste.js).
  rows.closest("form").addEventListener("minber:pictures", function (event) {
    event.preventDefault();
    choose(event.detail.files);
  });
})();
