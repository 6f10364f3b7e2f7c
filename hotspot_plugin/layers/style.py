"""Styles put on when an output is loaded, in QGIS's main thread."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsProcessingContext, QgsProcessingFeedback, QgsProcessingLayerPostProcessorInterface

from .. import paths

# QGIS keeps no reference of its own: a post-processor that Python lets go of is lost (QGIS issue 47533).
_alive: set[_Styler] = set()


class _Styler(QgsProcessingLayerPostProcessorInterface):
    def __init__(self, style: str) -> None:
        super().__init__()
        self._style = style

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        message, loaded = layer.loadNamedStyle(str(paths.style(self._style)))
        if loaded:
            layer.triggerRepaint()
        else:
            feedback.pushWarning(f"The style {self._style} could not be put on {layer.name()}: {message}")
        _alive.discard(self)


def style_when_loaded(context: QgsProcessingContext, output: str, style: str) -> None:
    """Have `style` (a file in resources/styles) put on `output` if it is to be loaded."""
    if context.willLoadLayerOnCompletion(output) and paths.style(style).is_file():
        styler = _Styler(style)
        _alive.add(styler)
        context.layerToLoadOnCompletionDetails(output).setPostProcessor(styler)
