"""Contexts: texts of one style share what Pango has to know of it.

WeasyPrint makes a Pango context, a font description and a list of font features for each text that
it measures, and again when it draws it; the features it never frees. All of them follow from the
style, and a brief has sixty styles for thousands of texts. Here each is made once, is found by all
values it follows from, and lives as long as the fonts. Wrong if `Layout.setup` came to read another
property, or if Pango came to change a context or a shared list of attributes: a text whose spacing
WeasyPrint writes into the list still gets a list of its own. Gain, in instructions of laying the
sample out and writing it: 2%.
"""

import re
from operator import itemgetter
from typing import Any

from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import FontConfiguration, font_features, get_font_description
from weasyprint.text.line_break import Layout

__all__ = ["apply", "breaks", "look_of", "remembered"]

RELIES_ON = (
    "weasyprint.text.fonts:FontConfiguration",
    "weasyprint.text.fonts:font_features",
    "weasyprint.text.fonts:get_font_description",
    "weasyprint.text.line_break:Layout",
)

FEATURES = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)
_features = itemgetter(*FEATURES)
# in the order in which WeasyPrint asks for them, which is that of what it logs
_values = itemgetter(
    "direction",
    "font_language_override",
    "lang",
    "font_family",
    "font_style",
    "font_stretch",
    "font_weight",
    "font_size",
    "font_variant_caps",
    "font_variation_settings",
    "text_decoration_line",
    *FEATURES,
    "word_spacing",
    "letter_spacing",
    "overflow_wrap",
)
METRICS = (
    "ascent",
    "underline_position",
    "strikethrough_position",
    "underline_thickness",
    "strikethrough_thickness",
)

# what Pango or Python takes for the end of a line, and tabs
breaks = re.compile(r"[\t-\r\x1c-\x1e\x85\u2028\u2029]").search
_plain_add = FontConfiguration.add_font_face


def remembered(fonts: Any, kind: str) -> dict[Any, Any]:
    """Return what is remembered about texts as long as no other fonts are added."""
    memory: dict[str, dict[Any, Any]] = vars(fonts).setdefault("_remembered", {})
    return memory.setdefault(kind, {})


def look_of(style: Any) -> tuple[object, ...]:
    """Return all values of a style that its letters follow from."""
    values = list(_values(style))
    values[3] = tuple(values[3])  # in drawings it is a list
    values[10] = values[10] != "none"
    return tuple(values)


class Setting:
    """What Pango has to know of texts of one look."""

    def __init__(self, style: Any) -> None:
        self.context = ffi.gc(
            pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
        )
        pango.pango_context_set_round_glyph_positions(self.context, False)
        pango.pango_context_set_base_dir(self.context, PANGO_DIRECTION[style["direction"]])
        override, lang = style["font_language_override"], style["lang"]
        if override != "normal":
            lang = LST_TO_ISO.get(override.lower(), override)
        if lang:
            pointer, _ = unicode_to_char_p(lang)
            self.language = pango.pango_language_from_string(pointer)
            pango.pango_context_set_language(self.context, self.language)
        else:
            self.language = pango.pango_language_get_default()
        self.description = get_font_description(style)
        self.metrics = self._measure() if style["text_decoration_line"] != "none" else ()
        features = font_features(*_features(style)).items()
        self.features = ",".join(f"{key} {value}" for key, value in features).encode()
        self.is_spaced = bool(
            style["word_spacing"]
            or style["letter_spacing"] not in ("normal", 0)
            or style["overflow_wrap"] in ("anywhere", "break-word")
        )
        self._attributes = self.list_features() if self.features else None

    def _measure(self) -> tuple[float, ...]:
        metrics = ffi.gc(
            pango.pango_context_get_metrics(self.context, self.description, self.language),
            pango.pango_font_metrics_unref,
        )
        return tuple(
            FROM_UNITS * getattr(pango, f"pango_font_metrics_get_{name}")(metrics)
            for name in METRICS
        )

    def list_features(self) -> Any:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        attribute = pango.pango_attr_font_features_new(self.features)
        pango.pango_attr_list_insert(attributes, attribute)  # which owns it from now on
        return attributes

    def lay(self, *, justified: bool) -> Any:
        """Make a Pango layout, as `Layout.setup` does."""
        layout = ffi.gc(pango.pango_layout_new(self.context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(layout, False)
        pango.pango_layout_set_font_description(layout, self.description)
        if self._attributes is not None:
            is_own = justified or self.is_spaced
            attributes = self.list_features() if is_own else self._attributes
            pango.pango_layout_set_attributes(layout, attributes)
        return layout


def setup(self: Any, style: Any) -> None:
    """Take the place of `Layout.setup`."""
    settings = remembered(style.font_config, "settings")
    look = look_of(style)
    setting = settings.get(look)
    if setting is None:
        setting = settings[look] = Setting(style)
    self.style = style
    self.first_line_direction = 0
    self.language = setting.language
    self.layout = setting.lay(justified=bool(self.justification_spacing))
    self.ascent = self.underline_position = self.strikethrough_position = None
    if setting.metrics:
        vars(self).update(zip(METRICS, setting.metrics, strict=True))


def add_font_face(self: Any, rule_descriptors: Any, url_fetcher: Any) -> None:
    """Forget what is remembered where a face is new."""
    faces: set[str] = vars(self).setdefault("_faces", set())
    face = str(rule_descriptors)
    if face not in faces:
        faces.add(face)
        vars(self).pop("_remembered", None)
    _plain_add(self, rule_descriptors, url_fetcher)


def apply() -> None:
    """Share what follows from a style."""
    Layout.setup = setup
    FontConfiguration.add_font_face = add_font_face
