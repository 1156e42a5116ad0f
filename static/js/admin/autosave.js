/* Keeps what is typed on the server while it is typed: a second after a pause, and every two seconds without one.
   In the browser nothing is stored. docs/adr/0013 */
(function () {
  "use strict";
  var form = document.getElementById("edition_form");
  if (!form || !form.dataset.autosave || !("fetch" in window) || !("URLSearchParams" in window)) { return; }
  var said = form.querySelector(".kept");
  var shown = form.querySelector(".kept-visible");
  var words = form.dataset;
  // Milliseconds: after the last key, at most after the first one that is not kept yet, before trying again.
  var PAUSE = 1000, LONGEST = 1500, AGAIN = 3000;
  // Before asking whether anything has been deleted.
  var TOO_MANY = 10000;
  // So long a link waits until what is typed is kept.
  var PATIENCE = 3000;
  // A browser sends no more than so many bytes of a page that is being left.
  var LAST_WORDS = 60000;
  var LOOK = 15000;
  var touched = Date.now();
  var dirty = false, since = 0, timer = 0, sending = null, stopped = false, announced = "", pauseTimer = 0;
  var link = null, isFollowed = false;
  // What is kept amid the typing is not checked; then it is, after the pause.
  var isUnchecked = false, isAsked = false;
  // The server keeps nothing of a form that says what is saved: a note in it goes by its own button, or is lost.
  var isUntouched = false;

  function field(name) { return form.elements.namedItem(name); }

  function editors() {
    var all = window.CKEDITOR ? window.CKEDITOR.instances : {};
    return Object.keys(all).map(function (name) { return all[name]; });
  }

  function typed() {
    editors().forEach(function (editor) { editor.updateElement(); });
    var body = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string") { body.append(name, value); }
    });
    return body;
  }

  /* For the eye at once; read aloud only when the officer pauses, or when something is wrong. */
  function show(sentence, isUrgent, link, address) {
    shown.textContent = sentence;
    if (link) {
      shown.appendChild(document.createTextNode(" "));
      var anchor = document.createElement("a");
      anchor.href = address;
      anchor.target = "_blank";
      anchor.rel = "opener";
      anchor.textContent = link;
      shown.appendChild(anchor);
      shown.removeAttribute("aria-hidden");
    } else {
      shown.setAttribute("aria-hidden", "true");
    }
    shown.classList.toggle("wrong", Boolean(isUrgent));
    shown.closest(".bar").classList.toggle("urgent", Boolean(isUrgent));
    window.clearTimeout(pauseTimer);
    if (isUrgent) { announce(sentence); return; }
    pauseTimer = window.setTimeout(function () { if (!dirty) { announce(sentence); } }, 2500);
  }

  function hasNote() {
    var notes = form.querySelectorAll("textarea[name^=new-note-], textarea[name^=reply-]");
    return Array.prototype.some.call(notes, function (note) { return note.value.trim() !== ""; });
  }

  /* A page that goes on with what was not saved keeps it under another number, and lets go of the old one: that
     leads nowhere when the page is loaded again. */
  function readdress(copy) {
    var address = new URL(location.href), was = address.pathname + address.search;
    if (!copy || !address.searchParams.has("copy")) { return; }
    address.searchParams.set("copy", copy);
    history.replaceState(history.state, "", address);
    // Who chooses another language comes back to it.
    document.querySelectorAll("input[name=next]").forEach(function (input) {
      if (input.value === was) { input.value = address.pathname + address.search; }
    });
  }

  /* Leaving the page needs no question then (keep.js). */
  function tell() {
    var isKept = !dirty && !sending && !shown.classList.contains("wrong") && !(isUntouched && hasNote());
    if (isKept) { form.setAttribute("data-kept", ""); } else { form.removeAttribute("data-kept"); }
  }

  function announce(sentence) {
    if (sentence !== announced) { said.textContent = announced = sentence; }
  }

  /* presence.js shows it. */
  function tellPresent(told) { form.dispatchEvent(new CustomEvent("present", { detail: told })); }

  /* Who else is writing: asked while the page is looked at, and not for longer than somebody sits before it, or
     a session would never end. */
  function look() {
    var isIdle = Date.now() - touched > 10 * 60000;
    if (document.visibilityState === "hidden" || isIdle || dirty || sending || !field("edition").value) { return; }
    fetch(words.autosave + "?edition=" + field("edition").value, { credentials: "same-origin", redirect: "manual" })
      .then(function (answer) { return answer.status === 200 ? answer.json() : null; })
      .then(function (told) { if (told) { tellPresent(told); } })
      .catch(function () {});
  }

  function later(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, wait);
  }

  function changed() {
    if (stopped) { return; }
    var now = touched = Date.now();
    if (!dirty) { dirty = true; since = now; tell(); }
    if (!sending) { later(Math.max(0, Math.min(PAUSE, since + LONGEST - now))); }
  }

  function renew() {
    return fetch(words.autosave, { credentials: "same-origin", redirect: "manual" }).then(function (answer) {
      return answer.status === 200 ? answer.json() : null;
    }).then(function (told) {
      if (!told || String(told.officer) !== field("officer").value) { return false; }
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (input) { input.value = told.csrf; });
      return true;
    });
  }

  function signedOut() { show(words.signedOut, true, words.signInWords, words.signIn); later(AGAIN); }

  function answered(answer, isSecond) {
    if (answer.type === "opaqueredirect" || answer.status === 401) { dirty = true; signedOut(); return null; }
    if (answer.status === 403 && !isSecond) {
      // Whoever signed in anew has another token.
      return renew().then(function (isRenewed) {
        if (isRenewed) { return send(true); }
        dirty = true;
        signedOut();
        return null;
      });
    }
    if (answer.status === 422) {
      return answer.json().then(function (told) {
        dirty = true;
        show(told.message, true, told.link, told.page);
        later(TOO_MANY);
      });
    }
    if (answer.status !== 200 && answer.status !== 409) { throw new Error(String(answer.status)); }
    return answer.json().then(function (told) {
      if (told.window) {
        // This page was saved, and somebody came back to it: it goes on under another name.
        field("window").value = told.window;
        field("copy_number").value = "0";
        dirty = true;
        later(0);
        return;
      }
      isUntouched = !told.message;
      readdress(told.copy);
      show(told.saved_by_others ? told.message + " " + told.saved_by_others : told.message);
      tellPresent(told);
      form.dispatchEvent(new CustomEvent("kept", { detail: told }));
    });
  }

  function send(isSecond) {
    field("copy_number").value = String(Number(field("copy_number").value) + 1);
    var body = typed();
    isUnchecked = !isAsked && Date.now() - touched < 0.9 * PAUSE;
    if (isUnchecked) { body.append("typing", "1"); }
    dirty = isAsked = false;
    return fetch(words.autosave, {
      method: "POST", body: body, credentials: "same-origin", redirect: "manual"
    }).then(function (answer) { return answered(answer, isSecond); });
  }

  function keep() {
    if (sending || stopped || !(dirty || isUnchecked)) { return; }
    var began = Date.now();
    sending = send(false).catch(function () {
      dirty = true;
      show(words.offline, true);
      later(AGAIN);
      return "failed";
    }).then(function (how) {
      sending = null;
      since = began;
      tell();
      if (link && (!dirty || shown.classList.contains("wrong"))) { follow(); }
      var isWaiting = how !== "failed" && !shown.classList.contains("wrong");
      if (dirty && isWaiting) { later(Math.max(0, PAUSE - (Date.now() - began))); }
      if (!dirty && isUnchecked && isWaiting) { later(PAUSE); }
    });
  }

  function leave() {
    if (!dirty || stopped) { return; }
    field("copy_number").value = String(Number(field("copy_number").value) + 1);
    var body = typed();
    if (body.toString().length > LAST_WORDS) { keep(); return; }
    fetch(words.autosave, { method: "POST", body: body, credentials: "same-origin", redirect: "manual", keepalive: true });
    dirty = false;
  }

  /* A link leads away once what was typed is kept: the next page offers it. Where that fails the browser asks. */
  function follow() {
    if (!link) { return; }
    isFollowed = true;
    link.click();
    isFollowed = false;
    link = null;
  }

  function leadsAway(anchor) {
    return /^http/.test(anchor.protocol) && !anchor.target && anchor.href.split("#")[0] !== location.href.split("#")[0];
  }

  document.addEventListener("click", function (event) {
    var chosen = event.target.closest && event.target.closest("a[href]");
    var isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!chosen || event.defaultPrevented || !isPlain || !leadsAway(chosen) || isFollowed) { return; }
    if (stopped || !(dirty || sending) || shown.classList.contains("wrong")) { return; }
    event.preventDefault();
    if (link) { return; }
    link = chosen;
    window.setTimeout(follow, PATIENCE);
    later(0);
  });

  // Not `change`: that comes once more when the field is left, with nothing new in it.
  form.addEventListener("input", changed);
  if (window.CKEDITOR) {
    window.CKEDITOR.on("instanceReady", function (ready) { ready.editor.on("change", changed); });
  }
  // Who shows what stands here (preview.js) needs it kept, typed or not.
  form.addEventListener("keep", function () { isAsked = true; changed(); if (!sending) { later(0); } });
  // What came back with something to mend, or after signing in again, is kept nowhere yet.
  if (form.hasAttribute("data-typed")) { changed(); }
  window.setInterval(look, LOOK);
  window.addEventListener("online", function () { if (dirty) { later(0); } });
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") { leave(); } });
  form.addEventListener("unreachable", function () {
    changed();
    show(words.notSaved, true);
  });
  form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) { return; }
    // Saving carries all of it; what comes after that would be late.
    stopped = true;
    window.clearTimeout(timer);
  });
  window.addEventListener("pageshow", function () { stopped = false; });

  /* Ctrl+S, Cmd+S: the first button saves the draft. */
  function save(event) {
    event.preventDefault();
    form.querySelector("button[name=then][value=save]").click();
  }
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") { save(event); }
  });
  if (window.CKEDITOR) {
    window.CKEDITOR.on("instanceReady", function (ready) {
      ready.editor.addCommand("saveDraft", { exec: function () { save({ preventDefault: function () {} }); }, canUndo: false });
      ready.editor.setKeystroke(window.CKEDITOR.CTRL + 83, "saveDraft");
    });
  }
})();
