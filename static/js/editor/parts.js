/* The language of a part ends with it: what is typed behind it is in the language of the release. Who has just written
   in the part, or chosen its language to begin it, writes on in it. */
(function () {
  "use strict";
  var MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"];
  var DELETES = ["Backspace", "Delete"];

  function isPart(element) {
    return element.type === CKEDITOR.NODE_ELEMENT && element.is("span") && element.hasAttribute("lang");
  }

  CKEDITOR.on("instanceReady", function (ready) {
    var editor = ready.editor;
    var writing = null; // the part in which the last letter was written, as long as nobody goes elsewhere

    function caret() {
      var range = editor.getSelection() && editor.getSelection().getRanges()[0];
      return range && range.collapsed ? range : null;
    }

    function partAround(range) {
      return range && range.startContainer.getAscendant(isPart, true);
    }

    function leave(part, range) {
      range.moveToPosition(part, CKEDITOR.POSITION_AFTER_END);
      range.select();
    }

    editor.on("key", function (event) {
      var key = event.data.domEvent.$;
      if (MODIFIERS.indexOf(key.key) !== -1) { return; }
      var range = caret();
      var part = partAround(range);
      var isTyped = key.key === "Enter" || key.keyCode === 229 || (key.key.length === 1 && !key.ctrlKey && !key.metaKey);
      if (isTyped && part && !(writing && part.$ === writing.$) && range.checkBoundaryOfElement(part, CKEDITOR.END)) {
        leave(part, range);
        part = null;
      }
      writing = isTyped || DELETES.indexOf(key.key) !== -1 ? part : null;
    }, null, null, 1); // before the editor makes a new paragraph

    editor.on("contentDom", function () {
      editor.editable().attachListener(editor.editable(), "mousedown", function () { writing = null; });
    });
    editor.editable().attachListener(editor.editable(), "mousedown", function () { writing = null; });

    editor.on("afterCommandExec", function (event) {
      var range = caret();
      if (event.data.name === "language") { writing = partAround(range); }
      // A new paragraph takes over what the last one said of itself; nothing is written in it yet.
      var block = event.data.name === "enter" && range && new CKEDITOR.dom.elementPath(range.startContainer).block;
      if (block && block.hasAttribute("lang") && !block.getText().replace(/[\s\u200b]/g, "")) {
        block.removeAttributes(["lang", "dir"]);
      }
    });
  });
})();
