"""Refuses unsafe editor settings: the bundled editor gets no more fixes (docs/adr/0001)."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error

# Plugins with a known hole, or that send the text to somebody else's server.
UNSAFE_PLUGINS = frozenset(
    {"docprops", "preview", "exportpdf", "codesnippetgeshi", "scayt", "wsc", "iframe", "flash", "ajax"}
)


def editor_settings() -> list[CheckMessage]:
    """Returns an error for each unsafe setting of any editor configuration."""
    errors: list[CheckMessage] = []
    if apps.is_installed("ckeditor_uploader"):
        errors.append(_error("ckeditor_uploader is installed: its uploads take scripts.", "E001"))
    configs: dict[str, dict[str, Any]] = getattr(settings, "CKEDITOR_CONFIGS", {})
    if "default" not in configs:
        errors.append(_error("CKEDITOR_CONFIGS has no “default”: the stock editor is not confined.", "E002"))
    for name, config in configs.items():
        errors += [_error(f"CKEDITOR_CONFIGS[{name!r}]: {fault}", "E003") for fault in _faults(config)]
    return errors


def _error(message: str, number: str) -> Error:
    return Error(message, hint="docs/adr/0001-ckeditor.md tells why.", id=f"richtext.{number}")


def _faults(config: dict[str, Any]) -> Iterator[str]:
    if config.get("allowedContent"):
        yield "allowedContent replaces or turns off the editor's content filter (CVE-2024-24815)."
    if config.get("fullPage"):
        yield "fullPage edits whole documents (CVE-2024-24815)."
    if "style" in _elements(config.get("extraAllowedContent", "")):
        yield "extraAllowedContent allows the style element (CVE-2024-24815)."
    if config.get("versionCheck"):
        yield "versionCheck asks somebody else's server (CVE-2024-43411)."
    removed, added = _names(config.get("removePlugins", "")), _extra(config)
    yield from (f"the plugin {plugin} is enabled." for plugin in sorted(UNSAFE_PLUGINS & added))
    # These are in the editor's own build, so leaving them out of the list enables them.
    for plugin in sorted({"preview", "exportpdf", "scayt", "iframe"} - removed):
        yield f"removePlugins does not name {plugin}."
    if "divarea" not in added:
        yield "extraPlugins does not name divarea: the framed editor needs inline scripts."


def _extra(config: dict[str, Any]) -> set[str]:
    return _names(config.get("extraPlugins", "")) | set(config.get("extra_plugins") or [])


def _names(value: str | list[str]) -> set[str]:
    return {name.strip() for name in (value.split(",") if isinstance(value, str) else value)}


def _elements(rules: Any) -> set[str]:
    """Returns the element names of rules in the editor's short notation: `abbr[title]; th[scope]`."""
    if not isinstance(rules, str):
        return {"style"} if "style" in str(rules) else set()
    heads = (rule.split("[")[0].split("{")[0].split("(")[0] for rule in rules.split(";"))
    return {element for head in heads for element in head.lower().split()}
