/* Settles the editor into this house, right after it was loaded and before it starts. */
(function () {
  "use strict";

  // Its plugins' styles would become an inline <style>, which the policy stops; ours are in editor.css.
  CKEDITOR.addCss = function () {};
  CKEDITOR.getCss = function () { return ""; };

  // No file of the editor is asked for that is not served: settings, styles and page looks are ours.
  CKEDITOR.config.customConfig = "";
  CKEDITOR.config.stylesSet = false;

  // Its handlers never become attributes, of each of which the policy would complain aloud: shim.js finds them.
  var output = CKEDITOR.template.prototype.output;
  CKEDITOR.template.prototype.output = function (data, buffer) {
    var html = output.call(this, data).replace(/\son([a-z]+)="/g, " data-on$1=\"");
    return buffer ? buffer.push(html) : html;
  };

  CKEDITOR.on("instanceCreated", function (created) {
    var editor = created.editor;
    // The buttons' words are ours, in the officer's language: {"basicstyles.bold": "Bold", …}.
    editor.on("langLoaded", function () {
      var words = editor.config.words || {};
      Object.keys(words).forEach(function (path) {
        var keys = path.split(".");
        var last = keys.pop();
        var section = keys.reduce(function (found, key) { return found && found[key]; }, editor.lang);
        if (section) { section[last] = words[path]; }
      });
    });
  });

  CKEDITOR.on("instanceCreated", function (created) {
    // Called by its field's label, as every field is.
    var editor = created.editor;
    editor.on("configLoaded", function () {
      var label = document.querySelector("label[for='" + editor.name + "']");
      var name = label && label.firstChild.textContent.trim().replace(/:$/, "");
      if (name) { editor.config.title = editor.config.applicationTitle = name; }
    });
  });

  CKEDITOR.on("instanceCreated", function (created) {
    // The title of the page is its only heading of level 1: one that is pasted becomes the next lower.
    created.editor.on("toHtml", function (event) {
      if (typeof event.data.dataValue === "string") {
        event.data.dataValue = event.data.dataValue.replace(/<(\/?)h1(?=[\s>])/gi, "<$1h2");
      }
    }, null, null, 1);
  });

  CKEDITOR.on("instanceCreated", function (created) {
    // What is typed is in the release's language, as its field says, whatever the officer's is. Said around the
    // text: on it, the editor would take it for the language of a part.
    created.editor.on("contentDom", function () {
      var field = document.getElementById(created.editor.name);
      if (field && field.lang) { created.editor.editable().getParent().setAttribute("lang", field.lang); }
    });
  });

  CKEDITOR.on("instanceReady", function (ready) {
    var editor = ready.editor;
    // Each group of buttons is called by what is in it: the editor gives most groups no name.
    editor.container.$.querySelectorAll("[role=toolbar]").forEach(function (group) {
      var buttons = Array.prototype.slice.call(group.querySelectorAll("[role=button]"));
      var names = buttons.map(function (button) { return button.title.replace(/ \([^)]*\)$/, ""); });
      if (!group.getAttribute("aria-labelledby")) { group.setAttribute("aria-label", names.join(", ")); }
    });
    // The browser's own menu corrects spelling; the editor's is for tables and links.
    editor.container.$.addEventListener("contextmenu", function (event) {
      if (!event.target.closest("td, th, caption, a")) { event.stopPropagation(); }
    }, true);
    // The icons are one dark picture: as a mask they take the colour of the words beside them.
    editor.container.$.querySelectorAll(".cke_button_icon").forEach(function (icon) {
      var drawn = window.getComputedStyle(icon);
      var picture = { image: drawn.backgroundImage, position: drawn.backgroundPosition, size: drawn.backgroundSize };
      Object.keys(picture).forEach(function (part) {
        icon.style.setProperty("-webkit-mask-" + part, picture[part]);
        icon.style.setProperty("mask-" + part, picture[part]);
      });
      icon.style.setProperty("background-image", "none", "important");
    });
    // The textarea that a label or an error's link names is hidden now: they lead into the editor.
    document.addEventListener("click", function (event) {
      var way = event.target.closest("label[for='" + editor.name + "'], a[href='#" + editor.name + "']");
      if (way) {
        event.preventDefault();
        editor.container.$.scrollIntoView();
        editor.focus();
      }
    });
    // Who followed one before the editor stood meets it once it does, unless they are in another field by then.
    var active = document.activeElement;
    if (location.hash === "#" + editor.name && (!active || !active.matches("input, select, textarea, button"))) {
      editor.focus();
    }
    // The text under the frame's label: what a screen reader hears is also what stands above it.
    var field = document.getElementById(editor.name);
    var described = field && field.getAttribute("aria-describedby");
    if (described) {
      var own = editor.editable().getAttribute("aria-describedby");
      editor.editable().setAttribute("aria-describedby", own ? own + " " + described : described);
    }
  });

  // The editor writes the source in its own way: what nobody touched is sent as it came, or whoever only saves
  // would be taken for an author of the text.
  CKEDITOR.on("instanceReady", function (ready) {
    var editor = ready.editor;
    var field = document.getElementById(editor.name);
    var untouched = editor.getData();
    field.form.addEventListener("formdata", function (event) {
      if (editor.getData() === untouched) { event.formData.set(field.name, field.defaultValue); }
    });
  });

  // Tab in the last cell leads on behind the table, not into one more row: whoever goes by keyboard gets out.
  CKEDITOR.on("instanceReady", function (ready) {
    var editor = ready.editor;
    editor.on("key", function (event) {
      var range = event.data.keyCode === 9 && editor.mode === "wysiwyg" && editor.getSelection().getRanges()[0];
      var cell = range && range.endContainer.getAscendant({ td: 1, th: 1 }, true);
      var table = cell && cell.getAscendant("table");
      var rows = table && table.$.rows;
      if (!rows || rows[rows.length - 1].lastElementChild !== cell.$) { return; }
      editor.fire("saveSnapshot");
      if (!table.getNext()) {
        var behind = new CKEDITOR.dom.element("p", editor.document);
        behind.insertAfter(table);
        behind.appendBogus();
      }
      range.moveToElementEditStart(table.getNext());
      range.select();
      editor.getSelection().scrollIntoView();
      event.cancel();
    }, null, null, 1);
  });

  // A table begins with a header row: most tables have one. And no dialog is drawn larger: its handle says how in an
  // attribute.
  CKEDITOR.on("dialogDefinition", function (opened) {
    opened.data.definition["resizable"] = CKEDITOR.DIALOG_RESIZE_NONE;
    if (opened.data.name !== "table") { return; }
    var headers = opened.data.definition.getContents("info").get("selHeaders");
    if (headers) { headers["default"] = "row"; }
  });
})();
