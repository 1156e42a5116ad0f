/* What the content rules find, below each field that it describes: renewed after a pause, repaired by one button that
   can be undone. Without a script the buttons send the form, and it comes back repaired. */
(function () {
  "use strict";
  var form = document.getElementById("edition_form");
  if (!form || !("fetch" in window) || !("URLSearchParams" in window)) { return; }
  var status = document.getElementById("findings-status");
  var override = form.querySelector(".override");

  function lists() { return Array.prototype.slice.call(form.querySelectorAll(".findings")); }
  function open(list) {
    return Array.prototype.slice.call(list.querySelectorAll(".finding:not([data-severity=dismissed])"));
  }
  function editorOf(id) { return (window.CKEDITOR && window.CKEDITOR.instances[id]) || null; }

  /* Beside what describes it already. The first sentences alone have an id (press/desk/findings.py). */
  function describe(list) {
    var place = list.closest(".field"), editor = editorOf(list.dataset.for);
    var field = place.querySelector("fieldset.group") || document.getElementById(list.dataset.for);
    var ids = Array.prototype.map.call(list.querySelectorAll(".finding > [id]"), function (each) { return each.id; });
    var isWrong = Boolean(list.querySelector("[data-severity=error]") || place.querySelector(".errorlist"));
    [field, editor && editor.editable() && editor.editable().$].forEach(function (element) {
      if (!element) { return; }
      var others = (element.getAttribute("aria-describedby") || "").split(/\s+/).filter(function (id) {
        return id && id.indexOf("finding-") !== 0;
      });
      var all = others.concat(ids).join(" ");
      if (all) { element.setAttribute("aria-describedby", all); } else { element.removeAttribute("aria-describedby"); }
      // A group of choices has no value that could be wrong.
      if (element.tagName === "FIELDSET") { return; }
      if (isWrong) { element.setAttribute("aria-invalid", "true"); } else { element.removeAttribute("aria-invalid"); }
    });
  }

  /* A list in which somebody is at work stays as it is, until a button of it was pressed. */
  function renew(told, isPressed) {
    lists().forEach(function (list) {
      var html = told.findings[list.dataset.for] || "";
      if (list.innerHTML === html || list.dataset.written === html) { return; }
      if (!isPressed && list.contains(document.activeElement)) { return; }
      list.dataset.written = html;
      list.innerHTML = html;
      describe(list);
    });
    if (override) { override.hidden = !told.has_errors; }
  }

  form.addEventListener("kept", function (event) {
    if (event.detail.findings) { renew(event.detail, waiting !== null); tellPressed(); }
  });

  // --- Repairing, letting stand ---

  // The list that was at work, the finding of it by its key and its number, until the list is new.
  var waiting = null;

  /* Whoever pressed a button goes on at the same finding where it is still there, else at the next one: of the
     field, else of the fields behind it; else in the field itself. */
  function tellPressed() {
    if (waiting === null) { return; }
    var was = waiting, all = lists();
    var behind = all.slice(all.indexOf(was.list) + 1).map(open);
    var left = Array.prototype.concat.apply(open(was.list).slice(was.number), behind);
    var same = open(was.list).filter(function (each) { return each.id === "finding-" + was.key; });
    var next = same.concat(left)[0];
    waiting = null;
    if (next) {
      next.tabIndex = -1;
      next.focus();
    } else {
      (editorOf(was.list.dataset.for) || was.list.closest(".field").querySelector("input, select, textarea")).focus();
    }
  }

  function write(name, value) {
    var field = form.elements.namedItem(name), editor = editorOf(field.id);
    if (editor) {
      editor.fire("saveSnapshot");
      editor.editable().setHtml(editor.dataProcessor.toHtml(value));
      editor.fire("saveSnapshot");
      editor.fire("change");
      return;
    }
    field.focus();
    field.select();
    // As if it were typed, so that the browser's own undoing takes it back.
    if (!document.execCommand || !document.execCommand("insertText", false, value)) { field.value = value; }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function typed(button) {
    var all = window.CKEDITOR ? window.CKEDITOR.instances : {};
    Object.keys(all).forEach(function (name) { all[name].updateElement(); });
    var body = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (typeof value === "string") { body.append(name, value); } });
    body.append(button.name, button.value);
    return body;
  }

  form.addEventListener("click", function (event) {
    var button = event.target.closest(".findings button[formaction]");
    if (!button || event.defaultPrevented) { return; }
    event.preventDefault();
    var list = button.closest(".findings");
    button.disabled = true;
    fetch(button.getAttribute("formaction").split("#")[0], {
      method: "POST", body: typed(button), credentials: "same-origin", redirect: "manual",
      headers: { Accept: "application/json" }
    }).then(function (answer) {
      if (answer.status !== 200 && answer.status !== 409 && answer.status !== 422) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (told) {
      status.textContent = told.message;
      button.disabled = false;
      waiting = { list: list, key: button.value, number: Math.max(0, open(list).indexOf(button.closest(".finding"))) };
      if (told.name) { write(told.name, told.value); }
      form.dispatchEvent(new CustomEvent("keep"));
    }).catch(function () {
      // As without a script: the browser says what is wrong, and the sign-in page keeps what was typed.
      button.disabled = false;
      form.noValidate = true;
      form.requestSubmit(button);
    });
  });

  // The editor's own text has the description from confine.js, and not that it is wrong.
  if (window.CKEDITOR) {
    window.CKEDITOR.on("instanceReady", function (ready) {
      lists().forEach(function (list) { if (list.dataset.for === ready.editor.name) { describe(list); } });
    });
  }
})();
