"""The names of SVG that a drawing on paper may need; whatever has another name is not kept.

Standards: SVG 1.1 (second edition), appendices K, L and N; SVG 2, appendix G; Filter Effects and
CSS Masking 1; CSS Fonts 3 and Text 3, as far as they are properties of SVG.
"""

__all__ = ["ATTRIBUTES", "DEFINITIONS", "ELEMENTS", "FEEDS", "PROPERTIES", "SHAPES", "TEXTS"]

TEXTS = frozenset(("text", "tspan", "textPath", "a"))
"""Elements whose words are seen."""

SHAPES = TEXTS | set("path rect circle ellipse line polyline polygon image use".split())  # noqa: SIM905
"""Elements that are drawn where they are visible."""

DEFINITIONS = frozenset(
    """
    defs symbol clipPath mask pattern marker linearGradient radialGradient filter
    """.split()  # noqa: SIM905
)
"""Elements that are drawn only where others refer to them."""

FEEDS = frozenset(
    """
    SourceGraphic SourceAlpha BackgroundImage BackgroundAlpha FillPaint StrokePaint none
    """.split()  # noqa: SIM905
)
"""What a step of a filter may be fed with, besides other steps."""

ELEMENTS = TEXTS | set(
    """
    svg g defs symbol use switch path rect circle ellipse line polyline polygon image clipPath mask
    pattern marker linearGradient radialGradient stop filter feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage
    feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
    feTurbulence
    """.split()  # noqa: SIM905  a list of forty lines reads worse
)

PROPERTIES = frozenset(
    """
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering cx cy d direction display dominant-baseline fill
    fill-opacity fill-rule filter flood-color flood-opacity font font-family font-feature-settings
    font-kerning font-size font-size-adjust font-stretch font-style font-variant
    font-variant-caps font-variant-ligatures font-variant-numeric font-variation-settings
    font-weight glyph-orientation-horizontal glyph-orientation-vertical height image-rendering
    inline-size isolation kerning letter-spacing lighting-color line-height marker marker-end
    marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order r rx ry
    shape-inside shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-align
    text-anchor text-decoration text-indent text-orientation text-overflow text-rendering
    text-shadow text-transform transform transform-box transform-origin unicode-bidi vector-effect
    visibility white-space width word-spacing writing-mode x y
    """.split()  # noqa: SIM905
)

ATTRIBUTES = PROPERTIES | set(
    """
    amplitude azimuth baseFrequency bias clipPathUnits diffuseConstant divisor dx dy edgeMode
    elevation exponent filterUnits fr fx fy gradientTransform gradientUnits id in in2
    intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength lengthAdjust limitingConeAngle markerHeight
    markerUnits markerWidth maskContentUnits maskUnits method mode numOctaves offset operator
    order orient
    pathLength patternContentUnits patternTransform patternUnits points pointsAtX
    pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits radius refX refY
    result rotate scale seed side slope spacing specularConstant specularExponent
    spreadMethod startOffset stdDeviation stitchTiles surfaceScale
    tableValues targetX targetY textLength type values viewBox x1 x2 xChannelSelector y1
    y2 yChannelSelector z
    """.split()  # noqa: SIM905
)
