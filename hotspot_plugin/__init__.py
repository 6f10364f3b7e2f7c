"""Hot spots policing in QGIS: from crimes to hotspots, trial arms, patrol dose and packages for the phone."""


def classFactory(iface=None):  # noqa: N802 - QGIS looks for this name
    """Return the plugin; `iface` is None under qgis_process."""
    from .plugin import HotspotPlugin

    return HotspotPlugin(iface)
