/* What is pasted from elsewhere is cleaned by the server, by the rules for a .docx (press/richtext/pasting). Where it
   does not answer the editor's own rules do what they can. The page says where: an element with data-paste. */
(function () {
  "use strict";
  if (!("fetch" in window)) { return; }
  // Milliseconds. And characters: of a longer one the form would not be taken either.
  var PATIENCE = 8000, LONGEST = 2000000;
  // The editor's name for the place of what is dropped; `.range` is for the browser floor's test another thing.
  var RANGE = "range";
  // Pictures within the text are megabytes that are not taken over with it.
  var INLINE_DATA = /\bsrc\s*=\s*(["'])data:[^"'<>]*\1/gi;

  CKEDITOR.on("instanceReady", function (ready) {
    var editor = ready.editor;
    var field = document.getElementById(editor.name);
    var form = field && field.form;
    var said = form && form.querySelector("[data-paste]");
    if (!said) { return; }

    function say(sentence) { said.textContent = sentence || ""; }

    function language() {
      var chosen = form.querySelector("[name=language]:checked");
      return field.lang || (chosen ? chosen.value : "");
    }

    function ask(html) {
      var body = new FormData();
      body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
      body.append("language", language());
      body.append("html", html);
      var late = new Promise(function (_, fail) { window.setTimeout(fail, PATIENCE); });
      var answer = fetch(said.dataset.paste, {
        method: "POST", body: body, credentials: "same-origin", redirect: "manual"
      }).then(function (response) {
        if (response.status !== 200 && response.status !== 422) { throw new Error(String(response.status)); }
        return response.json();
      });
      return Promise.race([answer, late]);
    }

    /* The place moves with what is typed before the answer is there: it is the browser's own range. */
    function place() {
      var selection = window.getSelection();
      var inside = selection.rangeCount && editor.editable().$.contains(selection.anchorNode);
      return inside ? selection.getRangeAt(0).cloneRange() : null;
    }

    function asEditorRange(native) {
      var range = new CKEDITOR.dom.range(editor.editable());
      range.setStart(new CKEDITOR.dom.node(native.startContainer), native.startOffset);
      range.setEnd(new CKEDITOR.dom.node(native.endContainer), native.endOffset);
      return range;
    }

    function textBefore(range) {
      var node = range.startContainer;
      return node.nodeType === Node.TEXT_NODE ? node.data.slice(0, range.startOffset).replace(/\u00a0/g, " ") : "";
    }

    /* At the next letter the browser writes the spaces before it anew, and its range slips in front of them. */
    function keepBehind(range, before) {
      var node = range.startContainer;
      if (!before || !range.collapsed || node.nodeType !== Node.TEXT_NODE) { return; }
      if (node.data.replace(/\u00a0/g, " ").indexOf(before) === 0) {
        range.setStart(node, before.length);
        range.collapse(true);
      }
    }

    /* Puts it where it was pasted, one step of undoing; whoever has typed on stays where they are. */
    function insert(html, where) {
      var now = place();
      var isElsewhere = where && now && (now.compareBoundaryPoints(0, where) !== 0 || !now.collapsed);
      editor.fire("saveSnapshot");
      var marks = isElsewhere ? editor.getSelection().createBookmarks() : null;
      editor.fire("lockSnapshot", { dontUpdate: true });
      editor.insertHtml(html, "html", where && editor.editable().$.contains(where.startContainer) ? asEditorRange(where) : null);
      if (marks) { editor.getSelection().selectBookmarks(marks); } else { goBeforeNotes(); }
      editor.fire("unlockSnapshot");
      editor.fire("saveSnapshot");
      editor.fire("afterPaste");
    }

    /* The notes of what was pasted stand last; who writes on writes on in the text. */
    function goBeforeNotes() {
      var range = editor.getSelection().getRanges()[0];
      var notes = range && range.startContainer.getAscendant(function (each) {
        return each.type === CKEDITOR.NODE_ELEMENT && each.getAttribute("role") === "doc-endnotes";
      }, true);
      var text = notes && notes.getPrevious();
      if (text && range.moveToElementEditEnd(text)) { range.select(); }
    }

    function files(transfer) {
      var all = [];
      for (var number = 0; number < transfer.getFilesCount(); number += 1) { all.push(transfer.getFile(number)); }
      return all.filter(function (file) { return /^image\//.test(file.type); });
    }

    editor.on("paste", function (event) {
      var data = event.data, transfer = data.dataTransfer;
      if (data.answered || data.type === "text" || editor._.nextPasteType === "text") { return; }
      if (transfer.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_EXTERNAL) { return; }
      say("");
      var html = (transfer.getData("text/html", true) || "").replace(INLINE_DATA, "src=\"#\"");
      var pictures = files(transfer);
      // Programs add a picture of the words that were copied: only what stands for a picture is one.
      if (pictures.length && (!html || /<img\b/i.test(html)) && offerPictures(form, pictures)) {
        say(said.dataset.offered);
        if (!html) { event.cancel(); }
      }
      if (!html || html.length > LONGEST) { return; }
      var where = data[RANGE] ? nativeRange(data[RANGE]) : place();
      var before = where ? textBefore(where) : "";
      event.cancel();
      ask(html).then(function (told) {
        if (where) { keepBehind(where, before); }
        if (told.html) { insert(told.html, where); }
        if (told.message) { say(told.message); }
      }, function () {
        say(said.dataset.unreachable);
        if (where) { keepBehind(where, before); }
        data.answered = true;
        data[RANGE] = where ? asEditorRange(where) : undefined;
        editor.fire("paste", data);
      });
    }, null, null, 2); // before the editor's own rules for Word and others, after it has read the clipboard
  });

  function nativeRange(range) {
    var native = document.createRange();
    native.setStart(range.startContainer.$, range.startOffset);
    native.setEnd(range.endContainer.$, range.endOffset);
    return native;
  }

  /* Offers the pictures of the clipboard to the photographs: to a script of theirs, or else to their file fields. */
  function offerPictures(form, pictures) {
    var offer = new CustomEvent("minber:pictures", { bubbles: true, cancelable: true, detail: { files: pictures } });
    if (!form.dispatchEvent(offer)) { return true; }
    if (!("DataTransfer" in window)) { return false; }
    return pictures.every(function (picture) {
      var empty = emptyField(form);
      if (!empty) { return false; }
      var holder = new DataTransfer();
      holder.items.add(picture);
      empty.files = holder.files;
      empty.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    });
  }

  function emptyField(form) {
    var add = document.getElementById("photograph-add");
    function found() {
      var all = form.querySelectorAll("#photograph-rows input[type=file]");
      return Array.prototype.filter.call(all, function (each) { return !each.files.length; })[0];
    }
    if (!found() && add) { add.click(); }
    return found();
  }
})();
