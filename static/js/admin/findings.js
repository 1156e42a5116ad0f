/* What the content rules find, below each field: renewed after a pause, shown in the text, repaired by one button that
   can be undone. Without a script the buttons send the form, and it comes back repaired. */
(function () {
  "use strict";
  var form = document.getElementById("edition_form");
  if (!form || !("fetch" in window) || !("URLSearchParams" in window)) { return; }
  var status = document.getElementById("findings-status");
  var override = form.querySelector(".override");

  function lists() { return Array.prototype.slice.call(form.querySelectorAll(".findings")); }

  function reveal(root) {
    root.querySelectorAll(".show-place").forEach(function (button) { button.hidden = false; });
  }

  /* A list in which somebody is at work stays as it is, until a button of it was pressed. */
  function renew(told, isPressed) {
    lists().forEach(function (list) {
      var html = told.findings[list.dataset.for] || "";
      if (list.innerHTML === html || list.dataset.written === html) { return; }
      if (!isPressed && list.contains(document.activeElement)) { return; }
      list.dataset.written = html;
      list.innerHTML = html;
      reveal(list);
    });
    if (override) { override.hidden = !told.has_errors; }
  }

  form.addEventListener("kept", function (event) {
    if (event.detail.findings) { renew(event.detail, waiting !== null); tellPressed(); }
  });

  // --- Showing the place ---

  var SHOW_TEXT = 4; // of a tree walker: text nodes alone

  function editorOf(id) {
    var all = window.CKEDITOR ? window.CKEDITOR.instances : {};
    return all[id] || null;
  }

  /* The text nodes within, and what they say in one line: where the words stand is found in that line. */
  function findWords(root, words, number) {
    var walker = document.createTreeWalker(root, SHOW_TEXT);
    var line = "", places = [];
    while (walker.nextNode()) {
      var node = walker.currentNode, block = node.parentNode.closest("p,li,h1,h2,h3,h4,h5,h6,td,th,caption,dt,dd,div");
      if (places.length && places[places.length - 1].block !== block && !/ $/.test(line)) {
        line += " ";
        places.push({ text: node, offset: 0, block: block });
      }
      for (var index = 0; index < node.data.length; index += 1) {
        var letter = /[\s\u200b]/.test(node.data[index]) ? " " : node.data[index];
        if (letter === " " && (!line || / $/.test(line))) { continue; }
        line += letter;
        places.push({ text: node, offset: index, block: block });
      }
    }
    var found = -1;
    for (var time = 0; time <= number; time += 1) {
      var next = line.indexOf(words, found + 1);
      if (next === -1) { break; }
      found = next;
    }
    if (found === -1) { return null; }
    var first = places[found], last = places[found + words.length - 1];
    var range = document.createRange();
    range.setStart(first.text, first.offset);
    range.setEnd(last.text, Math.min(last.offset + 1, last.text.data.length));
    return range;
  }

  function showInEditor(editor, finding) {
    var root = editor.editable().$, range = null;
    if (finding.dataset.words) {
      range = findWords(root, finding.dataset.words, Number(finding.dataset.number));
    } else if (finding.dataset.tag) {
      var element = root.querySelectorAll(finding.dataset.tag)[Number(finding.dataset.number)];
      if (element) {
        range = document.createRange();
        range.selectNodeContents(element);
      }
    }
    editor.focus();
    if (!range) { return; }
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    var at = range.startContainer.nodeType === Node.TEXT_NODE ? range.startContainer.parentNode : range.startContainer;
    at.scrollIntoView({ block: "center" });
  }

  function showInField(field, finding) {
    field.focus();
    var words = finding.dataset.words;
    if (!words || !field.setSelectionRange) { return; }
    var from = field.value.indexOf(words);
    if (from !== -1) { field.setSelectionRange(from, from + words.length); }
  }

  form.addEventListener("click", function (event) {
    var button = event.target.closest(".show-place");
    if (!button) { return; }
    // A note of a reviewer says in the same way where its words stand.
    var id = button.closest("[data-for]").dataset.for, editor = editorOf(id);
    var finding = button.closest("[data-words], [data-tag]");
    if (editor) { showInEditor(editor, finding); } else { showInField(document.getElementById(id), finding); }
  });

  // --- Repairing, letting stand ---

  var waiting = null; // the id of the field whose list was at work, until the list is new

  /* Whoever pressed a button that is gone goes on at the next finding of the field, or in the field itself. */
  function tellPressed() {
    if (waiting === null) { return; }
    var list = lists().filter(function (each) { return each.dataset.for === waiting; })[0];
    var next = list && list.querySelector(".finding-buttons button:not([hidden])");
    var editor = editorOf(waiting), field = document.getElementById(waiting);
    waiting = null;
    if (next) { next.focus(); } else if (editor) { editor.focus(); } else if (field) { field.focus(); }
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
      waiting = list.dataset.for;
      if (told.name) { write(told.name, told.value); }
      form.dispatchEvent(new CustomEvent("keep"));
    }).catch(function () {
      // As without a script: the browser says what is wrong, and the sign-in page keeps what was typed.
      button.disabled = false;
      form.noValidate = true;
      form.requestSubmit(button);
    });
  });

  reveal(form);
})();
