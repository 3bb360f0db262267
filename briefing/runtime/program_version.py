"""The version of this program, as it was installed."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["program_version"]


def program_version() -> str:
    """Return the version; empty in a checkout that is not installed."""
    try:
        return version("briefing")
    except PackageNotFoundError:
        return ""
